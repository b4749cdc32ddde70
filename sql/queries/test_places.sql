-- Where tests are written, as far as their runner says it.
-- $1 project_id, $2 tests
-- Columns: test_id, file, line
select t.test_id, t.file, t.line
from escapement.test t
where t.project_id = $1::int
  and t.test_id = any ($2::int[]);
