-- Lists in a triage the tests whose first flaky event came since the last one, and those that were
-- proposed for quarantine and never listed, most events first.
-- $1 project, $2 triage, $3 at most
with fresh as (
    select n.test_id
    from escapement.triage g
    join escapement.flake_event n
      on n.project_id = $1::int
     and n.happened_at > g.since
    where g.project_id = $1::int
      and g.triage_id = $2::bigint
      and not exists (
            select
            from escapement.flake_event e
            where e.project_id = $1::int
              and e.test_id = n.test_id
              and e.happened_at <= g.since)
    union
    select q.test_id
    from escapement.quarantine q
    where q.project_id = $1::int
      and q.state = 'proposed'
      and not exists (
            select
            from escapement.triage_row r
            where r.project_id = $1::int
              and r.subject_kind = 'test'
              and r.subject_id = q.test_id)
)
insert into escapement.triage_row (project_id, triage_id, section, subject_kind, subject_id, place, asks, facts)
select $1::int, $2::bigint, 'new', 'test', f.test_id,
       row_number() over (order by e.events desc, e.last_at desc nulls last, f.test_id), true, '{}'
from fresh f
cross join lateral (
    select count(*) as events, max(e.happened_at) as last_at
    from escapement.flake_event e
    where e.project_id = $1::int
      and e.test_id = f.test_id
) e
order by 6
limit $3::bigint
on conflict (project_id, triage_id, subject_kind, subject_id) do nothing
