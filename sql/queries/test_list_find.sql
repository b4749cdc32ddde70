-- The list of tests of a report whose identities in order are known, and the ids at some positions.
-- $1 project, $2 hash, $3 positions, from 1
-- list_id, how many tests, test_ids
select l.list_id, cardinality(l.test_ids), escapement.picked(l.test_ids, $3)
from escapement.test_list l
where l.project_id = $1::int
  and l.hash = $2
