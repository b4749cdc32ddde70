-- Keeps a delivery as it came. No row: it has come before.
-- $1 project, $2 source, $3 delivery's key, $4 now, $5 kind, $6 body
-- Columns: event_id
insert into escapement.source_event as e
    (project_id, source_id, delivery_key, received_at, kind, body, state)
values ($1::int, $2::bigint, $3::text, $4::timestamptz, $5::text, $6::text, 'waiting')
on conflict (project_id, source_id, delivery_key) do nothing
returning e.event_id
