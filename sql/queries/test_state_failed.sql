-- Notes a failing run for every test that failed in a report.
-- $1 project, $2 report, $3 when it was received, as the ledger has it
insert into escapement.test_state as s (project_id, test_id, health, failing_runs, events, last_failure_at, last_report_id)
select distinct $1::int, f.test_id, 'healthy', 1, 0, $3::timestamptz, $2::bigint
from escapement.failure f
where f.project_id = $1::int
  and f.report_id = $2::bigint
  and f.received_at = $3::timestamptz
  and not f.derived
order by f.test_id
on conflict (project_id, test_id) do update
set failing_runs = s.failing_runs + 1,
    last_failure_at = greatest(s.last_failure_at, excluded.last_failure_at),
    last_report_id = greatest(s.last_report_id, excluded.last_report_id)
