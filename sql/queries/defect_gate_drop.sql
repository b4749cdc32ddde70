-- Takes a judgement of a gate back.
-- $1 project_id, $2 the bug, $3 the gate
delete from escapement.defect_gate j
where j.project_id = $1::int
  and j.defect_id = $2::bigint
  and j.gate_id = $3::bigint
