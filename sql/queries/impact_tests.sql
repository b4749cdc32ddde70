-- Tests whose windows may slide: those that cost something lately, and those that have a sum.
-- $1 project, $2 since
-- test_id
select i.test_id
from escapement.impact_build i
where i.project_id = $1::int
  and i.day >= ($2::timestamptz at time zone 'UTC')::date
union
select g.test_id
from escapement.test_impact g
where g.project_id = $1::int
order by 1
