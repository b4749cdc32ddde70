-- When the next quarantine that is in force goes past its review date.
-- $1 project_id, $2 now
-- Columns: review_at; null when none will
select min(q.review_at)
from escapement.quarantine q
where q.project_id = $1::int
  and q.state in ('active', 'proving')
  and q.review_at > $2::timestamptz;
