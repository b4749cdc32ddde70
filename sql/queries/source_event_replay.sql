-- Has a delivery understood once more.
-- $1 project, $2 source, $3 delivery
-- Columns: event_id
update escapement.source_event e
set state = 'waiting', reason = null
where e.project_id = $1::int
  and e.source_id = $2::bigint
  and e.event_id = $3::bigint
returning e.event_id
