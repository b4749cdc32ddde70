-- Puts a proposal in force by rule. No row when it is none any more.
-- $1 project, $2 quarantine, $3 now, $4 review date
-- quarantine_id
update escapement.quarantine q
set state = 'active',
    activated_at = $3::timestamptz,
    review_at = $4::timestamptz,
    held_by = null,
    held_why = null
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint
  and q.state = 'proposed'
returning q.quarantine_id
