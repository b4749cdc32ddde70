-- Takes a setting of a project back to its default.
-- $1 project, $2 name
delete from escapement.project_setting s
where s.project_id = $1::int
  and s.name = $2
