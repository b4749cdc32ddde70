-- The project of a name.
-- $1 name
-- Columns: project_id
select project_id
from escapement.project
where name = $1::text;
