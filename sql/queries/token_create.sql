-- Stores a new token by its digest.
-- $1 project_id (null: all projects), $2 name, $3 scope, $4 hash, $5 now, $6 expires_at (null: never)
-- Columns: token_id
insert into escapement.token (project_id, name, scope, hash, created_at, expires_at)
values ($1::int, $2::text, $3::text, $4::bytea, $5::timestamptz, $6::timestamptz)
returning token_id;
