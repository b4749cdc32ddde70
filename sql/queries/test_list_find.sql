-- The tests of a report whose identities in order are known.
-- $1 project, $2 hash
-- list_id, test_ids
select l.list_id, l.test_ids
from escapement.test_list l
where l.project_id = $1::int
  and l.hash = $2
