-- Makes a service or changes it. No row: there is no such team.
-- $1 project, $2 name, $3 fields (JSON), $4 now
-- Columns: service_id, before (null: it is new), after
with before as materialized (
    select to_jsonb(s) as row
    from escapement.service s
    where s.project_id = $1::int
      and s.name = $2::text
), owner as materialized (
    select t.team_id
    from escapement.team t
    where t.project_id = $1::int
      and t.name = $3::jsonb ->> 'team'
), put as (
    insert into escapement.service as s (project_id, name, team_id, created_at)
    select $1::int, $2::text, (select owner.team_id from owner), $4::timestamptz
    where $3::jsonb ->> 'team' is null or exists (select from owner)
    on conflict (project_id, name) do update
    set team_id = excluded.team_id
    returning s.service_id, to_jsonb(s) as row
)
select put.service_id, before.row as before, put.row as after
from put
left join before on true
