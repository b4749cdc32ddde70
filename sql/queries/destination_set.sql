-- Changes a destination; a pause that it was given is over then. What happened while it was off is
-- not told: it was not kept.
-- $1 project, $2 destination, $3 name, $4 address, $5 secret, $6 events, $7 title, $8 body,
-- $9 issue type, $10 on, $11 now
update escapement.destination d
set name = $3, address = $4, secret = $5, events = $6::text[], title = $7, body = $8,
    issue_type = $9, enabled = $10::boolean, next_at = $11::timestamptz, failures = 0, error = null
where d.project_id = $1::int
  and d.destination_id = $2::bigint
