-- Under which name tests were in quarantine before they were renamed.
-- $1 project, $2 tests
-- test_id, name
select distinct on (k.new_test_id)
       k.new_test_id, concat_ws(' › ', nullif(o.classname, ''), o.name)
from escapement.test_link k
join escapement.test o
  on o.project_id = $1::int
 and o.test_id = k.old_test_id
join escapement.quarantine p
  on p.project_id = $1::int
 and p.test_id = k.old_test_id
 and p.state in ('active', 'proving')
where k.project_id = $1::int
  and k.new_test_id = any ($2::int[])
  and k.undone_at is null
order by k.new_test_id
