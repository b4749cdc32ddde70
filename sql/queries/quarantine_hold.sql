-- Locks a period until the transaction ends, and reads it as the audit keeps it.
-- $1 project, $2 quarantine
-- state, document
select q.state,
       jsonb_build_object('state', q.state, 'reason', q.reason, 'owner', q.owner, 'ticket', q.ticket,
                          'review_at', q.review_at, 'test', q.test_id,
                          'branches', q.branches)
from escapement.quarantine q
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint
for update
