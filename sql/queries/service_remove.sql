-- Removes a service that nothing names.
-- $1 project, $2 name
-- Columns: service_id, before
delete from escapement.service s
where s.project_id = $1::int
  and s.name = $2::text
returning s.service_id, to_jsonb(s) as before
