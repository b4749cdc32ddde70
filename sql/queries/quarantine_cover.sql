-- Covers the signatures given.
-- $1 project, $2 quarantine, $3 now, $4 signatures
-- how many of them exist
with given as materialized (
    select s.signature_id
    from escapement.signature s
    where s.project_id = $1::int
      and s.signature_id = any ($4::bigint[])
),
covered as (
    insert into escapement.quarantine_signature (project_id, quarantine_id, signature_id, added_at)
    select $1::int, $2::bigint, given.signature_id, $3::timestamptz
    from given
    on conflict (project_id, quarantine_id, signature_id) do nothing
)
select count(*)
from given
