-- Keeps a version for good. No row: somebody else has just made that version.
-- $1 project, $2 defect, $3 version, $4 state, $5 document (JSON), $6 fields, $7 filled, $8 proposed,
-- $9 written, $10 now
-- Columns: version
insert into escapement.postmortem as p
    (project_id, defect_id, version, state, document, fields, filled, proposed, written, made_at)
values ($1::int, $2::bigint, $3::int, $4::text, $5::jsonb, $6::int, $7::int, $8::int, $9::int,
        $10::timestamptz)
on conflict (project_id, defect_id, version) do nothing
returning p.version
