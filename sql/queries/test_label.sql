-- Gives some tests of a list their owner, layer and population, where they have others.
-- $1 project, $2 list, $3 of each of the tests: the number of its labels, from 1; $4 owners,
-- $5 layers, $6 populations by number, $7, $8 the first and the last test by place, from 1
with told as materialized (
    select l.test_id, d.owner, d.layer, d.population
    from escapement.test_list list
    cross join lateral escapement.numbered(list.test_ids[$7::int:$8::int], $3::int[]) l
    join (
        select u.number, u.owner, u.layer, u.population
        from unnest($4::text[], $5::text[], $6::text[]) with ordinality as u (owner, layer, population, number)
    ) d
        on d.number = l.number
    where list.project_id = $1::int
      and list.list_id = $2::bigint
)
update escapement.test t
set owner = told.owner,
    layer = told.layer,
    population = told.population
from told
where t.project_id = $1::int
  and t.test_id = told.test_id
  and (t.owner, t.layer, t.population) is distinct from (told.owner, told.layer, told.population)
