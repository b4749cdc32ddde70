-- Locks a test until the transaction ends.
-- $1 project, $2 test
-- test_id
select t.test_id
from escapement.test t
where t.project_id = $1::int
  and t.test_id = $2::int
for update
