-- Locks a change until the transaction ends.
-- $1 project, $2 change
-- Columns: change_id, whether it has ended, category
select c.change_id, c.ended_at is not null as ended, c.category
from escapement.change c
where c.project_id = $1::int
  and c.change_id = $2::bigint
for update
