-- Moves the counter of test ids on.
-- $1 project, $2 the next id to give out
update escapement.project_counter
set next_test_id = $2::int
where project_id = $1::int
