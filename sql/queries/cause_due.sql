-- Flaky tests that failed since their causes were last looked at, those first that never were, then
-- those whose last look is the longest ago.
-- $1 project, $2 failing runs below which nothing is told, $3 limit
-- test_id, failing_runs
select s.test_id, s.failing_runs
from escapement.test_state s
left join escapement.test_cause c
  on c.project_id = $1::int
 and c.test_id = s.test_id
where s.project_id = $1::int
  and s.events > 0
  and s.failing_runs >= $2::int
  and s.failing_runs is distinct from c.failing_runs
order by c.looked_at nulls first, s.test_id
limit $3::bigint
