-- Which tests a report held, in its order.
-- $1 project, $2 list
-- test_ids
select l.test_ids
from escapement.test_list l
where l.project_id = $1::int
  and l.list_id = $2::bigint
