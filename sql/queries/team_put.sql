-- Makes a team or changes it.
-- $1 project, $2 name, $3 fields (JSON), $4 now
-- Columns: team_id, before (null: it is new), after
with before as materialized (
    select to_jsonb(t) as row
    from escapement.team t
    where t.project_id = $1::int
      and t.name = $2::text
), put as (
    insert into escapement.team as t (project_id, name, contact, created_at)
    values ($1::int, $2::text, $3::jsonb ->> 'contact', $4::timestamptz)
    on conflict (project_id, name) do update
    set contact = excluded.contact
    returning t.team_id, to_jsonb(t) as row
)
select put.team_id, before.row as before, put.row as after
from put
left join before on true
