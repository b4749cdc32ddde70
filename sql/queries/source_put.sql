-- Adds a source ($2 null) or changes one; what is null stays as it is, but for the service. No row:
-- the name is taken, there is no such source, or there are as many as there may be.
-- $1 project, $2 source, $3 key, $4 name, $5 kind, $6 secret, $7 service, $8 stage, $9 on, $10 actor,
-- $11 now, $12 most sources, $13 whether its service is changed
-- Columns: source_id (null: there is no such service or stage), before (null: it is new), after
with before as materialized (
    select s.source_id, to_jsonb(s) - 'key' as row
    from escapement.source s
    where s.project_id = $1::int
      and s.source_id = $2::bigint
), place as materialized (
    select v.service_id
    from escapement.service v
    where v.project_id = $1::int
      and v.name = $7::text
), good as materialized (
    select
    where ($7::text is null or exists (select from place))
      and ($8::text is null
           or exists (select from escapement.detection_stage w where w.value = $8::text))
), added as (
    insert into escapement.source as s
        (project_id, key, name, kind, secret, service_id, stage, enabled, created_by, created_at)
    select $1::int, $3::uuid, $4::text, $5::text, $6::text, (select place.service_id from place),
           coalesce($8::text, 'customer'), coalesce($9::boolean, true), $10::text, $11::timestamptz
    from good
    where $2::bigint is null
      and (select count(*) from escapement.source o where o.project_id = $1::int) < $12::bigint
    on conflict (project_id, name) do nothing
    returning s.source_id, to_jsonb(s) - 'key' as row
), changed as (
    update escapement.source s
    set secret = coalesce($6::text, s.secret),
        service_id = case
            when $13::boolean then (select place.service_id from place)
            else s.service_id
        end,
        stage = coalesce($8::text, s.stage),
        enabled = coalesce($9::boolean, s.enabled)
    where s.project_id = $1::int
      and s.source_id = $2::bigint
      and exists (select from good)
    returning s.source_id, to_jsonb(s) - 'key' as row
)
select a.source_id, before.row as before, a.row as after
from (
    select added.source_id, added.row
    from added
    union all
    select changed.source_id, changed.row
    from changed
    union all
    select null, null
    where not exists (select from good)
) a
left join before on before.source_id = a.source_id
