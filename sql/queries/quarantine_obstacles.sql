-- What may speak against the quarantine of a test.
-- $1 project, $2 test
-- suite/class/name, whether it is a guard, probability that it is broken
select concat_ws('/', t.suite, t.classname, t.name),
       t.test_id in (
           select n.test_id
           from escapement.guard_names($1::int) n),
       coalesce(s.broken, 0)
from escapement.test t
left join escapement.test_score s
  on s.project_id = $1::int
 and s.test_id = t.test_id
where t.project_id = $1::int
  and t.test_id = $2::int
