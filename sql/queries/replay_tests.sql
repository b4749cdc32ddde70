-- The tests that a replay looks at: those with events, most first.
-- $1 project, $2 until, $3 limit
-- test_id, suite, classname, name, owner, guarded, day of the first run (since 1970), tests of the
-- project, tests with events
select t.test_id, t.suite, t.classname, t.name, t.owner,
       t.test_id in (
           select n.test_id
           from escapement.guard_names($1::int) n),
       (extract(epoch from t.first_seen) / 86400)::int,
       c.next_test_id - 1, counted.tests
from (
    select e.test_id, count(*) as events, count(*) over () as tests
    from escapement.flake_event e
    where e.project_id = $1::int
      and e.happened_at < $2::timestamptz
    group by e.test_id
    order by events desc, e.test_id
    limit $3::int) counted
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = counted.test_id
join escapement.project_counter c
  on c.project_id = $1::int
order by t.test_id
