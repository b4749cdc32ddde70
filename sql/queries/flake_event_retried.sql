-- Records the flips within a report: tests that failed and then passed in it.
-- $1 project, $2 report
-- test_id
insert into escapement.flake_event (project_id, test_id, report_id, kind, passed_report_id, commit_id, build_id, happened_at)
select distinct $1::int, f.test_id, r.report_id, 'retry_in_report', r.report_id, r.commit_id, r.build_id, r.received_at
from escapement.report r
join escapement.failure f
  on f.project_id = $1::int
 and f.report_id = r.report_id
 and f.received_at = r.received_at
 and not f.final
 and not f.derived
where r.project_id = $1::int
  and r.report_id = $2::bigint
on conflict (project_id, test_id, report_id) do nothing
returning test_id
