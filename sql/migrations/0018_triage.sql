-- The ledger as a list, newest first: by what excused, and by what was said.

create index failure_excused on escapement.failure (project_id, excused_by, received_at, report_id)
    where excused_by is not null;
create index failure_excused_signature on escapement.failure (project_id, signature_id, received_at, report_id)
    where excused_by is not null;
