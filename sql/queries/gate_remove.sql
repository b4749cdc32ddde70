-- Removes a gate that nothing names.
-- $1 project, $2 name
-- Columns: gate_id, before
delete from escapement.gate g
where g.project_id = $1::int
  and g.name = $2::text
returning g.gate_id, to_jsonb(g) as before
