-- Makes a gate or changes it; without a rank it comes last, or stays where it is. No row: there is no
-- such stage.
-- $1 project, $2 name, $3 fields (JSON), $4 now
-- Columns: gate_id, before (null: it is new), after
with before as materialized (
    select to_jsonb(g) as row, g.rank
    from escapement.gate g
    where g.project_id = $1::int
      and g.name = $2::text
), put as (
    insert into escapement.gate as g
        (project_id, name, stage, rank, budget_seconds, blocking, consequence, retries_allowed,
         changed_at)
    select $1::int, $2::text, s.value,
           coalesce(($3::jsonb ->> 'rank')::int, (select before.rank from before), (
               select coalesce(max(o.rank), 0) + 1
               from escapement.gate o
               where o.project_id = $1::int)),
           ($3::jsonb ->> 'budget_seconds')::double precision,
           coalesce(($3::jsonb ->> 'blocking')::boolean, true),
           coalesce($3::jsonb ->> 'consequence', ''),
           coalesce(($3::jsonb ->> 'retries_allowed')::int, 1), $4::timestamptz
    from escapement.detection_stage s
    where s.value = $3::jsonb ->> 'stage'
    on conflict (project_id, name) do update
    set stage = excluded.stage, rank = excluded.rank, budget_seconds = excluded.budget_seconds,
        blocking = excluded.blocking, consequence = excluded.consequence,
        retries_allowed = excluded.retries_allowed, changed_at = excluded.changed_at
    returning g.gate_id, to_jsonb(g) as row
)
select put.gate_id, before.row as before, put.row as after
from put
left join before on true
