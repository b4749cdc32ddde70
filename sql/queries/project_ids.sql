-- All projects.
-- project_id
select p.project_id
from escapement.project p
order by p.project_id
