-- Makes a population or changes it, with the services that need it. No row: one of them is not there.
-- $1 project, $2 name, $3 fields (JSON), $4 now
-- Columns: population_id, before (null: it is new), after
with before as materialized (
    select to_jsonb(p) as row
    from escapement.population p
    where p.project_id = $1::int
      and p.name = $2::text
), named as materialized (
    select n.name, s.service_id
    from jsonb_array_elements_text(coalesce($3::jsonb -> 'services', '[]')) as n (name)
    left join escapement.service s
      on s.project_id = $1::int
     and s.name = n.name
), put as (
    insert into escapement.population as p
        (project_id, name, definition, share, seed_account, created_at)
    select $1::int, $2::text, $3::jsonb ->> 'definition', ($3::jsonb ->> 'share')::numeric,
           $3::jsonb ->> 'seed_account', $4::timestamptz
    where not exists (select from named where named.service_id is null)
    on conflict (project_id, name) do update
    set definition = excluded.definition, share = excluded.share,
        seed_account = excluded.seed_account
    returning p.population_id,
        to_jsonb(p) || jsonb_build_object('services', $3::jsonb -> 'services') as row
), dropped as (
    delete from escapement.population_need n
    using put
    where n.project_id = $1::int
      and n.population_id = put.population_id
      and n.service_id not in (select named.service_id from named where named.service_id is not null)
), needed as (
    insert into escapement.population_need (project_id, population_id, service_id)
    select distinct $1::int, put.population_id, named.service_id
    from put
    cross join named
    on conflict (project_id, population_id, service_id) do nothing
)
select put.population_id, before.row as before, put.row as after
from put
left join before on true
