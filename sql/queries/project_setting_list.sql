-- What a project set otherwise than its default.
-- $1 project
-- name, value, changed_by, changed_at
select s.name, s.value, s.changed_by, s.changed_at
from escapement.project_setting s
where s.project_id = $1::int
order by s.name
