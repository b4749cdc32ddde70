-- The list of tests of a report whose identities in order are known, and the ids at some positions.
-- The list is unpacked once, not for each of them: that is what appending nothing does.
-- $1 project, $2 hash, $3 positions, from 1
-- list_id, how many tests, test_ids, fresh_first, fresh_count, whether a report has it
select l.list_id, cardinality(unpacked.test_ids),
       array(
           select unpacked.test_ids[p.place]
           from unnest($3::int[]) with ordinality p (place, number)
           order by p.number),
       l.fresh_first, l.fresh_count,
       exists (
           select 1
           from escapement.report r
           where r.project_id = $1::int
             and r.list_id = l.list_id)
from escapement.test_list l
cross join lateral (select l.test_ids || '{}'::int[] as test_ids offset 0) unpacked
where l.project_id = $1::int
  and l.hash = $2
