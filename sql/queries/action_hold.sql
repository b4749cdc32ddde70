-- Locks an action item until the transaction ends.
-- $1 project, $2 item
-- Columns: row (JSON)
select to_jsonb(a) as row
from escapement.action_item a
where a.project_id = $1::int
  and a.action_id = $2::bigint
for update
