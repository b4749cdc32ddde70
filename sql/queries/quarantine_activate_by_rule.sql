-- Puts proposed quarantines in force that have enough events.
-- $1 project, $2 quarantines, $3 now, $4 review date, $5 events needed
-- quarantine_id, test_id, events
update escapement.quarantine q
set state = 'active',
    activated_at = $3::timestamptz,
    review_at = $4::timestamptz
where q.project_id = $1::int
  and q.quarantine_id = any ($2::bigint[])
  and q.state = 'proposed'
  and cardinality(q.evidence) >= $5::int
returning q.quarantine_id, q.test_id, cardinality(q.evidence)
