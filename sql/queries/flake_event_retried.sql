-- Records the flips within a report: tests that failed and then passed in it.
-- $1 project, $2 report, $3 the tests
-- test_id
insert into escapement.flake_event (project_id, test_id, report_id, kind, passed_report_id, commit_id, build_id, happened_at)
select $1::int, failed.test_id, r.report_id, 'retry_in_report', r.report_id, r.commit_id, r.build_id, r.received_at
from escapement.report r
cross join unnest($3::int[]) as failed (test_id)
where r.project_id = $1::int
  and r.report_id = $2::bigint
on conflict (project_id, test_id, report_id) where kind <> 'blip' do nothing
returning test_id
