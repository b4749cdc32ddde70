-- Gives the open quarantine of a test the ticket that was made for it, unless it has one.
-- $1 project, $2 test, $3 address of the ticket
-- Columns: quarantine_id
update escapement.quarantine q
set ticket = $3
where q.project_id = $1::int
  and q.test_id = $2::bigint
  and q.state <> 'closed'
  and q.ticket is null
returning q.quarantine_id
