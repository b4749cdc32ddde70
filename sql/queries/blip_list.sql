-- The blips of tests that began in some reports.
-- $1 project, $2 tests, $3 reports
-- event_id, test_id, report_id, passed_report_id
select e.event_id, e.test_id, e.report_id, e.passed_report_id
from escapement.flake_event e
where e.project_id = $1::int
  and e.kind = 'blip'
  and e.test_id = any ($2::int[])
  and e.report_id = any ($3::bigint[])
order by e.test_id, e.report_id
