-- Says whether a gate could have caught a bug.
-- $1 project_id, $2 the bug, $3 the gate, $4 whether it could, $5 why, $6 now
insert into escapement.defect_gate (project_id, defect_id, gate_id, could_have_caught, why, judged_at)
values ($1::int, $2::bigint, $3::bigint, $4::boolean, $5::text, $6::timestamptz)
on conflict (project_id, defect_id, gate_id) do update
set could_have_caught = excluded.could_have_caught,
    why = excluded.why,
    judged_at = excluded.judged_at
