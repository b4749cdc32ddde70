-- What each gate caught of the bugs found in a window, and what it could have caught of those found
-- later. Caught are those that name the gate.
-- $1 project, $2 category, $3 service (null: any), $4 from, $5 before (null: without bounds)
-- Columns: gate, stage, caught, missed (a person said that it could have), unjudged (nobody said yet)
with bug as materialized (
    select d.defect_id, d.gate_id, v.rank,
           escapement.defect_kind(d.stage, d.known_at_release, d.state) as kind
    from escapement.defect d
    join escapement.detection_stage v
      on v.value = d.stage
    where d.project_id = $1::int
      and ($2::text is null or d.category = $2::text)
      and ($3::bigint is null or d.service_id = $3::bigint)
      and d.detected_at >= coalesce($4::timestamptz, '-infinity')
      and d.detected_at < coalesce($5::timestamptz, 'infinity')
), found as (
    select g.gate_id, b.gate_id = g.gate_id as here, j.could_have_caught
    from escapement.gate g
    join escapement.detection_stage at
      on at.value = g.stage
    join bug b
      on b.kind in ('escape', 'catch')
     and (b.gate_id = g.gate_id or b.rank > at.rank)
    left join escapement.defect_gate j
      on j.project_id = $1::int
     and j.defect_id = b.defect_id
     and j.gate_id = g.gate_id
    where g.project_id = $1::int
)
select g.name as gate, g.stage,
       count(*) filter (where f.here) as caught,
       count(*) filter (where f.here is not true and f.could_have_caught) as missed,
       count(f.gate_id) filter (where f.here is not true and f.could_have_caught is null) as unjudged
from escapement.gate g
left join found f
  on f.gate_id = g.gate_id
where g.project_id = $1::int
group by g.gate_id, g.name, g.stage, g.rank
order by g.rank, g.name
