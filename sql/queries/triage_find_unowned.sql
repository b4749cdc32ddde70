-- Lists in a triage the tests in quarantine, or proposed for it, that nobody owns.
-- $1 project, $2 triage, $3 at most
insert into escapement.triage_row (project_id, triage_id, section, subject_kind, subject_id, place, asks, facts)
select $1::int, $2::bigint, 'unowned', 'test', q.test_id,
       row_number() over (order by q.opened_at, q.quarantine_id), true, '{}'
from escapement.quarantine q
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = q.test_id
where q.project_id = $1::int
  and q.state <> 'closed'
  and coalesce(nullif(q.owner, ''), nullif(t.owner, '')) is null
order by 6
limit $3::bigint
on conflict (project_id, triage_id, subject_kind, subject_id) do nothing
