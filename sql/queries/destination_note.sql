-- Notes how an attempt went with a destination.
-- $1 project, $2 destination, $3 now, $4 error (null: it succeeded), $5 nothing before, $6 failures
-- in a row
update escapement.destination d
set failures = $6::int,
    error = $4::text,
    delivered_at = case when $4::text is null then $3::timestamptz else d.delivered_at end,
    next_at = greatest(d.next_at, $5::timestamptz)
where d.project_id = $1::int
  and d.destination_id = $2::bigint
