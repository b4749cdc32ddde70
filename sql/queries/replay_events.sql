-- The events of tests, in the order of the tests.
-- $1 project, $2 tests, $3 until
-- test_id, day (since 1970), whether it is a blip
select e.test_id, (extract(epoch from date_trunc('day', e.happened_at, 'UTC')) / 86400)::int, e.kind = 'blip'
from escapement.flake_event e
where e.project_id = $1::int
  and e.test_id = any ($2::int[])
  and e.happened_at < $3::timestamptz
order by e.test_id, e.happened_at
