-- Failing runs are noted along with the fold of their reports, no longer by the uploads: those of a
-- test that fails in many commits waited for its row. What still waits to be folded was noted by its
-- upload, and is not to be counted twice.
update escapement.test_state s
set failing_runs = greatest(s.failing_runs - noted.runs, 0)
from (
    select f.project_id, f.test_id, count(distinct f.report_id) as runs
    from escapement.fold_queue q
    join escapement.report r
      on r.project_id = q.project_id
     and r.report_id = q.report_id
    join escapement.failure f
      on f.project_id = q.project_id
     and f.report_id = q.report_id
     and f.received_at = r.received_at
    where not f.derived
    group by f.project_id, f.test_id
) noted
where s.project_id = noted.project_id
  and s.test_id = noted.test_id;
comment on table escapement.test_state is 'Standing of each test that ever failed; a test without a row never did in a report that was folded.';
comment on column escapement.test_state.failing_runs is 'Folded reports in which an attempt of it failed.';
comment on column escapement.test_state.last_failure_at is 'Last failing attempt in a folded report.';
comment on column escapement.test_state.last_report_id is 'The last folded report in which an attempt of it failed.';
