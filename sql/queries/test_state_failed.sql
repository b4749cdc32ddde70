-- Notes the failing runs of all tests that failed in reports.
-- $1 project, $2 reports
insert into escapement.test_state as s (project_id, test_id, health, failing_runs, events, last_failure_at, last_report_id)
select $1::int, f.test_id, 'healthy', count(distinct f.report_id), 0, max(f.received_at), max(f.report_id)
from escapement.report r
-- one by one: a plan that was made while there were few reports would read all failures
cross join lateral (
    select f.test_id, f.report_id, f.received_at
    from escapement.failure f
    where f.project_id = $1::int
      and f.report_id = r.report_id
      and f.received_at = r.received_at
      and not f.derived
    offset 0) f
where r.project_id = $1::int
  and r.report_id = any ($2::bigint[])
group by f.test_id
order by f.test_id
on conflict (project_id, test_id) do update
set failing_runs = s.failing_runs + excluded.failing_runs,
    last_failure_at = greatest(s.last_failure_at, excluded.last_failure_at),
    last_report_id = greatest(s.last_report_id, excluded.last_report_id)
