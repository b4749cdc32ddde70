-- Projects with deliveries that wait to be understood, over all of them.
-- project_id
select p.project_id
from escapement.project p
where exists (
    select
    from escapement.source_event e
    where e.project_id = p.project_id
      and e.state = 'waiting')
order by p.project_id
