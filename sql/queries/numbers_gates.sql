-- What each gate caught of the bugs found in a window, and what it could have caught of those found
-- later. Caught are those that name the gate.
-- $1 project, $2 category, $3 services, $4 layer (each null: any), $5 from, $6 before (null: without
-- bounds)
-- Columns: gate, stage, caught, missed (a person said that it could have), unjudged (nobody said yet)
with bug as materialized (
    select d.defect_id, d.gate_id, v.rank, d.kind = 'catch' as caught
    from escapement.found($1::int, $2::text, $3::bigint[], $4::text, $5::timestamptz,
                          $6::timestamptz) d
    join escapement.detection_stage v
      on v.value = d.stage
    where d.kind in ('escape', 'catch')
), tallied as materialized (
    select bug.gate_id, bug.rank, count(*) as count, count(*) filter (where bug.caught) as caught
    from bug
    group by bug.gate_id, bug.rank
), judged as materialized (
    select j.gate_id, count(*) as count, count(*) filter (where j.could_have_caught) as missed
    from escapement.defect_gate j
    join escapement.gate g
      on g.project_id = $1::int
     and g.gate_id = j.gate_id
    join escapement.detection_stage s
      on s.value = g.stage
    join bug
      on bug.defect_id = j.defect_id
     and bug.rank > s.rank
     and bug.gate_id is distinct from j.gate_id
    where j.project_id = $1::int
    group by j.gate_id
)
select g.name as gate, g.stage,
       coalesce(sum(tallied.caught) filter (where tallied.gate_id = g.gate_id), 0)::bigint as caught,
       coalesce(judged.missed, 0) as missed,
       coalesce(sum(tallied.count) filter (where tallied.rank > s.rank and tallied.gate_id is distinct from g.gate_id),
                0)::bigint - coalesce(judged.count, 0) as unjudged
from escapement.gate g
join escapement.detection_stage s
  on s.value = g.stage
left join judged
  on judged.gate_id = g.gate_id
left join tallied
  on true
where g.project_id = $1::int
group by g.gate_id, g.name, g.stage, g.rank, judged.missed, judged.count
order by g.rank, g.name
