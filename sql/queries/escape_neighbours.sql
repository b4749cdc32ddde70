-- Flaky tests beside those that would have caught an escape: of their suites, or of the layer that
-- should have found it, with events in the time before it was found.
-- $1 project, $2 tests, $3 layer (null: none), $4 when it was found, $5 days before it, $6 limit
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), layer, events, rate (null:
-- not judged), rate_low, rate_high
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.layer, e.events,
       s.rate, s.rate_low, s.rate_high
from (
    select f.test_id, count(*) as events
    from escapement.flake_event f
    where f.project_id = $1::int
      and f.happened_at >= $4::timestamptz - $5::int * interval '1 day'
      and f.happened_at < $4::timestamptz
    group by f.test_id
) e
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = e.test_id
left join escapement.test_score s
  on s.project_id = $1::int
 and s.test_id = e.test_id
where t.layer = $3::text
   or exists (
       select
       from escapement.test o
       where o.project_id = $1::int
         and o.test_id = any ($2::int[])
         and o.suite = t.suite
         and o.classname = t.classname)
order by e.events desc, t.test_id
limit $6::bigint
