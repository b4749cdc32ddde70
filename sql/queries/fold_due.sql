-- The projects that have reports to fold.
-- project_id
select p.project_id
from escapement.project p
where exists (
    select
    from escapement.fold_queue q
    where q.project_id = p.project_id)
order by p.project_id
