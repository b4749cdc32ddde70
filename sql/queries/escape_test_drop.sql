-- Takes back that a test would have caught a bug.
-- $1 project, $2 defect, $3 test
-- Columns: test_id
delete from escapement.defect_test t
where t.project_id = $1::int
  and t.defect_id = $2::bigint
  and t.test_id = $3::int
returning t.test_id
