-- Locks a triage: while somebody decides it isn't closed, and it is closed once.
-- $1 project, $2 triage
-- state, week
select t.state, t.week
from escapement.triage t
where t.project_id = $1::int
  and t.triage_id = $2::bigint
for update
