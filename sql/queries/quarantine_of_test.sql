-- The number of the open period of a test.
-- $1 project, $2 test
-- quarantine_id
select q.quarantine_id
from escapement.quarantine q
where q.project_id = $1::int
  and q.test_id = $2::int
  and q.state <> 'closed'
