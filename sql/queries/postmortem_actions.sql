-- Action items of an escape, in their order.
-- $1 project, $2 defect
-- Columns: aim, title, owner, due, state, ticket, reason
select a.aim, a.title, a.owner, a.due, a.state, a.ticket, a.reason
from escapement.action_item a
where a.project_id = $1::int
  and a.defect_id = $2::bigint
order by a.action_id
