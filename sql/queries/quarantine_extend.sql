-- Moves the review date of a period.
-- $1 project, $2 quarantine, $3 review date
-- document for the audit
update escapement.quarantine q
set review_at = $3::timestamptz,
    expired_at = null,
    decision = 'extended'
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint
returning jsonb_build_object('state', q.state, 'review_at', q.review_at, 'decision', q.decision, 'test', q.test_id)
