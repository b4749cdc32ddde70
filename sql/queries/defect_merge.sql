-- Makes a bug, and what is a duplicate of it, a duplicate of another one.
-- $1 project_id, $2 the bug, $3 the one that it is one with, $4 now
-- Columns: defect_id
update escapement.defect d
set state = 'duplicate',
    duplicate_of = $3::bigint,
    changed_at = $4::timestamptz
where d.project_id = $1::int
  and (d.defect_id = $2::bigint or d.duplicate_of = $2::bigint)
returning d.defect_id
