-- The builds of reports, and those in which a pass in these reports made a failure a flaky event.
-- $1 project, $2 reports
-- build_id, test_id (null: of a report)
select r.build_id, null::int
from escapement.report r
where r.project_id = $1::int
  and r.report_id = any ($2::bigint[])
union
select e.build_id, e.test_id
from escapement.flake_event e
where e.project_id = $1::int
  and e.passed_report_id = any ($2::bigint[])
