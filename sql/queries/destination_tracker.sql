-- Whether a tracker would be told of an event.
-- $1 project_id, $2 event
-- Columns: destination_id
select d.destination_id
from escapement.destination d
where d.project_id = $1::int
  and d.enabled
  and d.kind not in ('webhook', 'slack')
  and exists (
      select
      from unnest(d.events) glob
      where $2 like replace(replace(glob, '_', '\_'), '*', '%'))
limit 1
