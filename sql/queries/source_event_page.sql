-- Deliveries of a source, newest first, a page at a time.
-- $1 project, $2 source, $3 state (null: any), $4 after event_id (null: from the newest), $5 limit
-- Columns: event_id, delivery_key, received_at, happened_at, kind, state, reason, defect_id, taken_at
select e.event_id, e.delivery_key, e.received_at, e.happened_at, e.kind, e.state, e.reason,
       e.defect_id, e.taken_at
from escapement.source_event e
where e.project_id = $1::int
  and e.source_id = $2::bigint
  and ($3::text is null or e.state = $3::text)
  and ($4::bigint is null or e.event_id < $4::bigint)
order by e.event_id desc
limit $5::bigint
