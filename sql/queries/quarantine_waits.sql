-- Says which rule a proposal waits for.
-- $1 project, $2 quarantine, $3 word, $4 sentence
update escapement.quarantine q
set held_by = $3,
    held_why = $4
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint
  and q.state = 'proposed'
  and (q.held_by, q.held_why) is distinct from ($3, $4)
returning q.quarantine_id
