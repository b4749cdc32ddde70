-- How it came to pass that tests failed and passed.
-- $1 project, $2 tests, $3 the report of each that it failed in last
-- test_id, kind
select e.test_id, e.kind
from unnest($2::int[], $3::bigint[]) as wanted (test_id, report_id)
join escapement.flake_event e
  on e.project_id = $1::int
 and e.test_id = wanted.test_id
 and e.report_id = wanted.report_id
 and e.kind <> 'blip'
order by e.test_id
