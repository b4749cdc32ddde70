-- Ends a token. One that was revoked before keeps its time. No row: no such token.
-- $1 token_id, $2 now, $3 project_id that it must be bound to (null: any token)
-- Columns: token_id, name
update escapement.token
set revoked_at = coalesce(revoked_at, $2::timestamptz)
where token_id = $1::bigint
  and ($3::int is null or project_id = $3::int)
returning token_id, name;
