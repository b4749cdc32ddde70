-- Tests whose windows may slide: those that failed lately, and those that have a sum.
-- $1 project, $2 failed since
-- test_id
select s.test_id
from escapement.test_state s
where s.project_id = $1::int
  and s.last_failure_at >= $2::timestamptz
union
select i.test_id
from escapement.test_impact i
where i.project_id = $1::int
order by 1
