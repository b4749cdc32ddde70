-- Notes a deployment, and its service where it is named for the first time. Told again it changes
-- nothing.
-- $1 project, $2 service, $3 environment, $4 key, $5 commit, $6 kind, $7 when, $8 url, $9 now
-- Columns: deployment_id, service_id, is_new
with of as (
    insert into escapement.service as s (project_id, name, created_at)
    values ($1::int, $2::text, $9::timestamptz)
    on conflict (project_id, name) do update
    set name = excluded.name
    returning s.service_id
), added as (
    insert into escapement.deployment as d
        (project_id, key, service_id, sha, environment, kind, deployed_at, url)
    select $1::int, $4::text, of.service_id, $5::text, $3::text, $6::text, $7::timestamptz, $8::text
    from of
    on conflict (project_id, service_id, environment, key) do nothing
    returning d.deployment_id, d.service_id
)
select added.deployment_id, added.service_id, true as is_new
from added
union all
select d.deployment_id, d.service_id, false
from escapement.deployment d
join of on of.service_id = d.service_id
where d.project_id = $1::int
  and d.environment = $3::text
  and d.key = $4::text
