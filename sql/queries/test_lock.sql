-- Locks the counter of test ids until the transaction ends: only one upload at a time adds tests
-- to a project.
-- $1 project
-- next_test_id
select c.next_test_id
from escapement.project_counter c
where c.project_id = $1::int
for update
