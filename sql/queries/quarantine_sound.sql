-- Notes that the test of a period no longer fails always.
-- $1 project, $2 quarantine
update escapement.quarantine q
set broken_at = null,
    broken_report = null
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint
