-- Notes periods whose review date has passed, each once for a date.
-- $1 project, $2 now
-- quarantine_id
update escapement.quarantine q
set expired_at = $2::timestamptz
where q.project_id = $1::int
  and q.state in ('active', 'proving')
  and q.review_at <= $2::timestamptz
  and q.expired_at is null
returning q.quarantine_id
