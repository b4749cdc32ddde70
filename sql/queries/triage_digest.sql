-- What a triage left behind.
-- $1 project, $2 triage
-- digest (null: it is open)
select t.digest
from escapement.triage t
where t.project_id = $1::int
  and t.triage_id = $2::bigint
