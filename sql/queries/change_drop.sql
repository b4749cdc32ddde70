-- Says that a change is no longer in force in a service.
-- $1 project, $2 change, $3 adoption, $4 until
-- Columns: adoption_id, before, after
with before as materialized (
    select to_jsonb(a) as row
    from escapement.change_adoption a
    where a.project_id = $1::int
      and a.adoption_id = $3::bigint
)
update escapement.change_adoption a
set ended_at = $4::timestamptz
from before
where a.project_id = $1::int
  and a.adoption_id = $3::bigint
  and a.change_id = $2::bigint
  and a.ended_at is null
  and a.adopted_at <= $4::timestamptz
returning a.adoption_id, before.row as before, to_jsonb(a) as after
