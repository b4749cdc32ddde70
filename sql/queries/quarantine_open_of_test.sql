-- The period of a test that is not closed, also as the audit keeps it.
-- $1 project, $2 test
-- quarantine_id, document, state
select q.quarantine_id,
       jsonb_build_object('state', q.state, 'reason', q.reason, 'owner', q.owner, 'ticket', q.ticket,
                          'review_at', q.review_at, 'test', q.test_id,
                          'branches', q.branches),
       q.state
from escapement.quarantine q
where q.project_id = $1::int
  and q.test_id = $2::int
  and q.state <> 'closed'
