-- Ends a change: it is in force nowhere from now on.
-- $1 project, $2 change, $3 now, $4 reason
-- Columns: change_id, before, after
with before as materialized (
    select to_jsonb(c) as row
    from escapement.change c
    where c.project_id = $1::int
      and c.change_id = $2::bigint
)
update escapement.change c
set ended_at = $3::timestamptz,
    end_reason = $4::text
from before
where c.project_id = $1::int
  and c.change_id = $2::bigint
  and c.ended_at is null
returning c.change_id, before.row as before, to_jsonb(c) as after
