-- Ends an attempt.
-- $1 project, $2 delivery, $3 state, $4 now, $5 status, $6 error
update escapement.delivery d
set state = $3,
    done_at = case when $3 = 'pending' then null else $4::timestamptz end,
    status = $5::int,
    error = $6
where d.project_id = $1::int
  and d.delivery_id = $2::bigint
  and d.state = 'pending'
