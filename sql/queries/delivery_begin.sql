-- Begins an attempt at the first delivery of a line. No row: nothing waits in it.
-- $1 project, $2 destination, $3 subject kind, $4 subject id, $5 now
-- Columns: delivery_id, outbox_id, event, attempts, whether it was tried before, added_at, payload,
-- name of the project
update escapement.delivery d
set attempts = d.attempts + 1, tried_at = coalesce(d.tried_at, $5::timestamptz)
from escapement.outbox o, escapement.project p
where d.project_id = $1::int
  and o.project_id = $1::int
  and p.project_id = $1::int
  and d.delivery_id = (
      select f.delivery_id
      from escapement.delivery f
      where f.project_id = $1::int
        and f.destination_id = $2::bigint
        and f.subject_kind = $3
        and f.subject_id = $4::bigint
        and f.state = 'pending'
      order by f.outbox_id
      limit 1)
  and o.outbox_id = d.outbox_id
returning d.delivery_id, d.outbox_id, d.event, d.attempts, d.tried_at < $5::timestamptz as again,
    (extract(epoch from d.added_at) * 1000000)::bigint as added_us, o.payload, p.name
