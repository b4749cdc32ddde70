-- Closes a triage.
-- $1 project, $2 triage, $3 digest, $4 actor, $5 now
update escapement.triage
set state = 'closed',
    digest = $3,
    closed_by = $4,
    closed_at = $5::timestamptz
where project_id = $1::int
  and triage_id = $2::bigint
