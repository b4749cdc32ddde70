-- Lists in a triage the tests that came out of quarantine since the last one, and those in it
-- without a flaky event for long. They are told only.
-- $1 project, $2 triage, $3 at most, $4 days
with recovered as (
    select distinct on (q.test_id) q.test_id, q.state, coalesce(e.last_at, q.opened_at) as quiet_since
    from escapement.quarantine q
    join escapement.triage g
      on g.project_id = $1::int
     and g.triage_id = $2::bigint
    cross join lateral (
        select max(e.happened_at) as last_at
        from escapement.flake_event e
        where e.project_id = $1::int
          and e.test_id = q.test_id
    ) e
    where q.project_id = $1::int
      and q.activated_at is not null
      and (
          q.closed_at > g.since
          or (
              q.state in ('active', 'proving')
              and greatest(e.last_at, q.activated_at) < g.opened_at - $4::double precision * interval '1 day'
          )
      )
    order by q.test_id, q.quarantine_id desc
)
insert into escapement.triage_row (project_id, triage_id, section, subject_kind, subject_id, place, asks, facts)
select $1::int, $2::bigint, 'recovered', 'test', r.test_id,
       row_number() over (order by r.state = 'closed', r.quiet_since, r.test_id), false,
       jsonb_build_object('quiet_since', escapement.stamp(r.quiet_since))
from recovered r
order by 6
limit $3::bigint
on conflict (project_id, triage_id, subject_kind, subject_id) do nothing
