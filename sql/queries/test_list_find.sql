-- The list of tests of a report whose identities in order are known, and the ids at some positions.
-- $1 project, $2 hash, $3 positions, from 1
-- list_id, how many tests, test_ids, fresh_first, fresh_count, whether a report has it
select l.list_id, cardinality(l.test_ids), escapement.picked(l.test_ids, $3), l.fresh_first, l.fresh_count,
       exists (
           select 1
           from escapement.report r
           where r.project_id = $1::int
             and r.list_id = l.list_id)
from escapement.test_list l
where l.project_id = $1::int
  and l.hash = $2
