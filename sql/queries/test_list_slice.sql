-- A part of the tests of a list, in its order: so that a large one is never held whole.
-- $1 project, $2 list, $3 first place, from 1, $4 last place
-- test_ids
select l.test_ids[$3::int:$4::int]
from escapement.test_list l
where l.project_id = $1::int
  and l.list_id = $2::bigint
