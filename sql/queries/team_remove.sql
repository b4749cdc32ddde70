-- Removes a team that owns nothing.
-- $1 project, $2 name
-- Columns: team_id, before
delete from escapement.team t
where t.project_id = $1::int
  and t.name = $2::text
returning t.team_id, to_jsonb(t) as before
