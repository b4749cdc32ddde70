-- Failing runs are noted along with the fold of their reports, no longer by the uploads: those of a
-- test that fails in many commits waited for its row. What waits to be folded was noted by its upload.
alter table escapement.fold_queue
    add column noted boolean not null default true;
alter table escapement.fold_queue
    alter column noted set default false;
comment on column escapement.fold_queue.noted is 'Its failing runs are counted already: it is folded again.';

comment on table escapement.test_state is 'Standing of each test that ever failed; a test without a row never did in a report that was folded.';
comment on column escapement.test_state.failing_runs is 'Folded reports in which an attempt of it failed.';
comment on column escapement.test_state.last_failure_at is 'Last failing attempt in a folded report.';
comment on column escapement.test_state.last_report_id is 'The last folded report in which an attempt of it failed.';
