-- Populations by name, with how many tests run with each.
-- $1 project, $2 name (null: all), $3 after this place (null: from the first), $4 limit
-- Columns: population_id, place, item (JSON)
select p.population_id, p.name as place,
       json_build_object(
           'name', p.name, 'definition', p.definition, 'share', p.share,
           'seed_account', p.seed_account, 'services', (
               select coalesce(json_agg(s.name order by s.name), '[]')
               from escapement.population_need n
               join escapement.service s
                 on s.project_id = $1::int
                and s.service_id = n.service_id
               where n.project_id = $1::int
                 and n.population_id = p.population_id),
           'tests', (
               select count(*)
               from escapement.test t
               where t.project_id = $1::int
                 and t.population = p.name)) as item
from escapement.population p
where p.project_id = $1::int
  and ($2::text is null or p.name = $2::text)
  and ($3::text is null or p.name > $3::text)
order by p.name
limit $4::bigint
