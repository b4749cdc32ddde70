-- The tests of a project that have a score.
-- $1 project
-- an array of them
select coalesce(array_agg(s.test_id), '{}')
from escapement.test_score s
where s.project_id = $1::int
