-- Ends a period.
-- $1 project, $2 quarantine, $3 reason, $4 actor, $5 now, $6 decision, $7 gap (null: none)
-- document for the audit
update escapement.quarantine q
set state = 'closed',
    closed_at = $5::timestamptz,
    closed_by = $4,
    close_reason = $3,
    decision = coalesce($6, q.decision),
    gap = coalesce($7, q.gap)
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint
returning jsonb_build_object('state', q.state, 'close_reason', q.close_reason, 'test', q.test_id,
                             'decision', q.decision, 'gap', q.gap)
