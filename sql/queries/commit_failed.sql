-- Notes that an attempt of a test failed on a commit, whose row the transaction has locked.
-- $1 project, $2 sha
update escapement.commit
set failed = true
where project_id = $1::int
  and sha = $2
  and not failed
