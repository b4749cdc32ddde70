-- Counts the events of tests that have new ones; their failing runs may not be noted yet.
-- $1 project, $2 tests
insert into escapement.test_state as s (project_id, test_id, health, failing_runs, events, last_event_at)
select $1::int, e.test_id, 'flaky', 0, count(*), max(e.happened_at)
from escapement.flake_event e
where e.project_id = $1::int
  and e.test_id = any ($2::int[])
group by e.test_id
order by e.test_id
on conflict (project_id, test_id) do update
set events = excluded.events,
    last_event_at = excluded.last_event_at,
    health = excluded.health
