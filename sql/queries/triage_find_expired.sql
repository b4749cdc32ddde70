-- Lists in a triage the tests whose quarantine is past its review date, oldest first.
-- $1 project, $2 triage, $3 at most
insert into escapement.triage_row (project_id, triage_id, section, subject_kind, subject_id, place, asks, facts)
select $1::int, $2::bigint, 'expired', 'test', q.test_id,
       row_number() over (order by q.review_at, q.quarantine_id), true, '{}'
from escapement.quarantine q
join escapement.triage g
  on g.project_id = $1::int
 and g.triage_id = $2::bigint
where q.project_id = $1::int
  and q.state in ('active', 'proving')
  and q.review_at <= g.opened_at
order by 6
limit $3::bigint
on conflict (project_id, triage_id, subject_kind, subject_id) do nothing
