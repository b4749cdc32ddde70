-- Notes a failing run for every test that failed in a report.
-- $1 project, $2 report
insert into escapement.test_state as s (project_id, test_id, health, failing_runs, events, last_failure_at, last_report_id)
select distinct $1::int, f.test_id, 'healthy', 1, 0, r.received_at, r.report_id
from escapement.report r
join escapement.failure f
  on f.project_id = $1::int
 and f.report_id = r.report_id
 and f.received_at = r.received_at
where r.project_id = $1::int
  and not f.derived
  and r.report_id = $2::bigint
order by f.test_id
on conflict (project_id, test_id) do update
set failing_runs = s.failing_runs + 1,
    last_failure_at = greatest(s.last_failure_at, excluded.last_failure_at),
    last_report_id = greatest(s.last_report_id, excluded.last_report_id)
