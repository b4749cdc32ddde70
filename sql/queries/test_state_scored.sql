-- The standing of tests by their scores: broken, or flaky as long as that is more likely than not.
-- $1 project, $2 tests, $3 from which probability on a test is broken
with scored as materialized (
    select t.test_id, t.flips + t.blips as events,
           case when t.broken > $3::float8 and t.recent like '%f' then 'broken'
                when t.flips + t.blips > 0 and t.flaky >= 0.5 then 'flaky'
                else 'healthy' end as health
    from escapement.test_score t
    where t.project_id = $1::int
      and t.test_id = any ($2::int[])
),
changed as materialized (
    select s.test_id
    from escapement.test_state s
    join scored
      on scored.test_id = s.test_id
    where s.project_id = $1::int
      and s.test_id = any ($2::int[])
      and (s.health, s.events) is distinct from (scored.health, scored.events)
    order by s.test_id
    for update of s
)
update escapement.test_state s
set health = scored.health,
    events = scored.events
from scored
join changed
  on changed.test_id = scored.test_id
where s.project_id = $1::int
  and s.test_id = scored.test_id
