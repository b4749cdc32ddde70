-- Puts an open period in force, or extends one that is.
-- $1 project, $2 quarantine, $3 reason, $4 now, $5 review date, $6 owner, $7 ticket, $8 whether
-- branches are named, $9 they, or null: all, $10 whether it is forced on a guard
-- quarantine_id, document for the audit
update escapement.quarantine q
set state = case when q.state = 'proving' then 'proving' else 'active' end,
    reason = $3,
    activated_at = coalesce(q.activated_at, $4::timestamptz),
    review_at = $5::timestamptz,
    owner = coalesce($6, q.owner),
    ticket = coalesce($7, q.ticket),
    branches = case when $8::boolean then $9::text[] else q.branches end,
    forced = q.forced or $10::boolean,
    expired_at = null,
    held_by = null,
    held_why = null
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint
returning q.quarantine_id,
          jsonb_build_object('state', q.state, 'reason', q.reason, 'owner', q.owner, 'ticket', q.ticket,
                             'review_at', q.review_at, 'test', q.test_id,
                             'branches', q.branches, 'forced', q.forced)
