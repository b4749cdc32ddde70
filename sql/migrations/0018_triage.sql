-- The ledger as a list, newest first: by what excused, and by what was said.

create index failure_excused on escapement.failure (project_id, excused_by, received_at, report_id)
    where excused_by is not null;
create index failure_excused_signature on escapement.failure (project_id, signature_id, received_at, report_id)
    where excused_by is not null;

alter table escapement.failure
    add column passed_report_id bigint;
comment on column escapement.failure.passed_report_id is 'The run in which the test passed, where that excused it; null: nothing passed.';
