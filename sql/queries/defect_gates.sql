-- The gates of a project in order, and whether each could have caught a bug.
-- $1 project_id, $2 the bug, $3 a gate's name (null: all)
-- Columns: gate_id, name, stage, before (where the bug was found; null: that is not told), could,
-- why, judged_at (the last three null: not judged)
select g.gate_id, g.name, g.stage, at.rank < found.rank as before, j.could_have_caught, j.why, j.judged_at
from escapement.gate g
join escapement.detection_stage at
    on at.value = g.stage
join escapement.defect d
    on d.project_id = $1::int
    and d.defect_id = $2::bigint
left join escapement.detection_stage found
    on found.value = d.stage
left join escapement.defect_gate j
    on j.project_id = $1::int
    and j.defect_id = d.defect_id
    and j.gate_id = g.gate_id
where g.project_id = $1::int
  and ($3::text is null or g.name = $3::text)
order by g.rank, g.gate_id
