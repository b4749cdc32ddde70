-- What a project set otherwise than its default.
-- $1 project
-- name, value
select s.name, s.value
from escapement.project_setting s
where s.project_id = $1::int
order by s.name
