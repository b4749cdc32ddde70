-- Gives the open quarantine of a test to whom owes the fix.
-- $1 project, $2 test, $3 owner
-- quarantine_id
update escapement.quarantine
set owner = $3
where project_id = $1::int
  and test_id = $2::int
  and state <> 'closed'
  and owner is distinct from $3
returning quarantine_id
