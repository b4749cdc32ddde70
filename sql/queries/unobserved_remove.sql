-- Takes back that some days were not observed.
-- $1 project, $2 unobserved_id
-- Columns: unobserved_id, before
delete from escapement.unobserved u
where u.project_id = $1::int
  and u.unobserved_id = $2::bigint
returning u.unobserved_id, to_jsonb(u) as before
