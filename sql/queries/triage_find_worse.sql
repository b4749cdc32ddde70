-- Lists in a triage the tests with more flaky events since the last one than in as long a time
-- before it, by the greatest growth.
-- $1 project, $2 triage, $3 at most, $4 events at least, $5 how many times as many
with counted as (
    select e.test_id,
           count(*) filter (where e.happened_at > g.since) as now,
           count(*) filter (where e.happened_at <= g.since) as before
    from escapement.triage g
    join escapement.flake_event e
      on e.project_id = $1::int
     and e.happened_at > g.since - (g.opened_at - g.since)
     and e.happened_at <= g.opened_at
    where g.project_id = $1::int
      and g.triage_id = $2::bigint
    group by e.test_id
)
insert into escapement.triage_row (project_id, triage_id, section, subject_kind, subject_id, place, asks, facts)
select $1::int, $2::bigint, 'worse', 'test', c.test_id,
       row_number() over (order by c.now - c.before desc, c.test_id), true, '{}'
from counted c
where c.now >= $4::double precision
  and c.now > c.before
  and c.now >= c.before * $5::double precision
order by 6
limit $3::bigint
on conflict (project_id, triage_id, subject_kind, subject_id) do nothing
