-- Gates in the order in which a change goes through them.
-- $1 project, $2 name (null: all), $3 after this place (null: from the first), $4 limit
-- Columns: gate_id, place, item (JSON)
select g.gate_id, g.place,
       json_build_object('name', g.name, 'stage', g.stage, 'rank', g.rank,
                         'budget_seconds', g.budget_seconds, 'blocking', g.blocking,
                         'consequence', g.consequence,
                         'retries_allowed', g.retries_allowed) as item
from (
    select g.gate_id, g.name, g.stage, g.rank, g.budget_seconds, g.blocking, g.consequence,
           g.retries_allowed, lpad(g.rank::text, 10, '0') || g.name as place
    from escapement.gate g
    where g.project_id = $1::int
) g
where ($2::text is null or g.name = $2::text)
  and ($3::text is null or g.place > $3::text)
order by g.place
limit $4::bigint
