-- Notes what happened, to be told outside.
-- $1 project, $2 now, $3 subject kind, $4 subject id, $5 event, $6 payload
insert into escapement.outbox (project_id, added_at, subject_kind, subject_id, event, payload)
values ($1::int, $2::timestamptz, $3, $4::bigint, $5, $6::jsonb)
