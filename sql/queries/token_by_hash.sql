-- Who shows a token. Revoked and expired ones are not found.
-- $1 hash, $2 now
-- Columns: token_id, name, scope, project_id (null: all projects), expires_at (microseconds since
-- 1970, null: never), stale (last use was not noted within the last minute), hash (hex)
select
    token_id,
    name,
    scope,
    project_id,
    (extract(epoch from expires_at) * 1000000)::bigint as expires_at,
    coalesce(last_used_at < $2::timestamptz - interval '1 minute', true) as stale,
    encode(hash, 'hex') as hash
from escapement.token
where hash = $1::bytea
  and revoked_at is null
  and (expires_at is null or expires_at > $2::timestamptz);
