-- Tokens, newest first, a page at a time.
-- $1 project_id (null: of all projects and those good for all), $2 after token_id (null: from the
-- newest), $3 limit
-- Columns: token_id, project (null: all projects), name, scope, created_at, expires_at,
-- last_used_at, revoked_at (times in RFC 3339)
select
    t.token_id,
    p.name as project,
    t.name,
    t.scope,
    to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at,
    to_char(t.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as expires_at,
    to_char(t.last_used_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as last_used_at,
    to_char(t.revoked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as revoked_at
from escapement.token t
left join escapement.project p using (project_id)
where ($1::int is null or t.project_id = $1::int)
  and ($2::bigint is null or t.token_id < $2::bigint)
order by t.token_id desc
limit $3::bigint;
