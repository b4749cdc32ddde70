-- How much of a project is in quarantine.
-- $1 project, $2 owners
-- owner (null, in the first row: of all), tests, in force
select null, c.next_test_id - 1,
       (
           select count(*)
           from escapement.quarantine q
           where q.project_id = $1::int
             and q.state in ('active', 'proving'))
from escapement.project_counter c
where c.project_id = $1::int
union all
select owned.owner, owned.tests, owned.held
from (
    select t.owner, count(*) as tests, count(q.quarantine_id) as held
    from escapement.test t
    left join escapement.quarantine q
      on q.project_id = $1::int
     and q.test_id = t.test_id
     and q.state in ('active', 'proving')
    where t.project_id = $1::int
      and t.owner = any ($2::text[])
    group by t.owner
    order by t.owner) owned
