-- Removes a population that no bug names.
-- $1 project, $2 name
-- Columns: population_id, before
delete from escapement.population p
where p.project_id = $1::int
  and p.name = $2::text
returning p.population_id, to_jsonb(p) as before
