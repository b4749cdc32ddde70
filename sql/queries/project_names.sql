-- All projects.
-- project_id, name
select p.project_id, p.name
from escapement.project p
order by p.project_id
