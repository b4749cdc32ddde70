-- The test of a period that is open.
-- $1 project, $2 quarantine
-- test_id, state
select q.test_id, q.state
from escapement.quarantine q
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint
