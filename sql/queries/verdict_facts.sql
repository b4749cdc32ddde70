-- What a verdict has to know of tests, and the quarantine that may excuse each.
-- $1 project, $2 tests
-- test_id, suite, classname, name, variant, occurrence, owner, quarantine_id, state, review_at,
-- branches (JSON; null: all), renamed (it goes on from another), outage_small_run as it was set (null:
-- it was not)
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.owner,
       q.quarantine_id, q.state, q.review_at, to_json(q.branches),
       exists (
           select
           from escapement.test_link k
           where k.project_id = $1::int
             and k.new_test_id = t.test_id
             and k.undone_at is null),
       (select g.value
        from escapement.project_setting g
        where g.project_id = $1::int
          and g.name = 'outage_small_run')
from unnest($2::int[]) as wanted (test_id)
-- one by one: a plan that was made while there were few tests would read them all
cross join lateral (
    select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.owner
    from escapement.test t
    where t.project_id = $1::int
      and t.test_id = wanted.test_id
    limit 1) t
left join escapement.quarantine q
  on q.project_id = $1::int
 and q.test_id = t.test_id
 and q.state <> 'closed'
order by t.test_id
