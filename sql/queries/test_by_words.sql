-- Tests that a person's words may mean: the name, alone or behind its class or suite.
-- $1 project, $2 words
-- test_id, plain name
select t.test_id, concat_ws(' › ', nullif(t.classname, ''), t.name)
from escapement.test t
where t.project_id = $1::int
  and (t.name = $2
    or t.classname || '.' || t.name = $2
    or t.classname || '::' || t.name = $2
    or t.classname || ' › ' || t.name = $2
    or t.suite || ' › ' || t.name = $2)
order by t.test_id
limit 10
