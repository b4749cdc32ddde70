-- Tests with their standing, in the order in which they are named.
-- $1 project_id, $2 tests, $3 now, $4 days of the window of what they cost
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), file, line, owner,
-- layer, population, health, first_seen, failing_runs, events, builds_affected, last_failure_at,
-- last_event_at, the open quarantine (quarantine_id, state, reason, opened_by, opened_at,
-- review_at, expired, owner, ticket; null: none), what it cost (window_days, builds_failed,
-- builds_blocked, builds_delayed, retry_seconds, retried, never_passed, wait_minutes,
-- lost_seconds; null: it did not fail in the window), what may cause it (hint, weight, reason,
-- numerator, denominator, passing, passing_count; null: nothing is known, or it has no event left)
with waiting as materialized (
    -- what is not folded yet counts, too
    select f.test_id, count(distinct f.report_id) as runs, max(f.received_at) as last_failure_at
    from escapement.fold_queue w
    cross join lateral (
        select r.received_at
        from escapement.report r
        where r.project_id = $1::int
          and r.report_id = w.report_id
        limit 1
    ) r
    cross join lateral (
        select f.test_id, f.report_id, f.received_at
        from escapement.failure f
        where f.project_id = $1::int
          and f.report_id = w.report_id
          and f.received_at = r.received_at
          and f.test_id = any ($2::int[])
          and not f.derived
        offset 0
    ) f
    where w.project_id = $1::int
      and not w.noted
    group by f.test_id
)
select
    t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.file, t.line,
    t.owner, t.layer, t.population,
    coalesce(s.health, 'healthy') as health,
    t.first_seen,
    coalesce(s.failing_runs, 0) + coalesce(waiting.runs, 0) as failing_runs,
    coalesce(s.events, 0) as events,
    (
        select count(distinct r.build_id)
        from escapement.failure f
        join escapement.report r
            on r.project_id = $1::int
            and r.report_id = f.report_id
        where f.project_id = $1::int
          and f.test_id = t.test_id
    ) as builds_affected,
    greatest(s.last_failure_at, waiting.last_failure_at) as last_failure_at, s.last_event_at,
    q.quarantine_id, q.state, q.reason, q.opened_by, q.opened_at, q.review_at,
    q.state <> 'proposed' and q.review_at <= $3::timestamptz as expired,
    q.owner as quarantine_owner, q.ticket,
    i.window_days, i.builds_failed, i.builds_blocked, i.builds_delayed, i.retry_seconds,
    i.retried, i.never_passed, i.wait_minutes, i.lost_seconds,
    c.hint, c.weight, c.reason, c.numerator, c.denominator, c.passing, c.passing_count
from unnest($2::int[]) with ordinality as wanted (test_id, position)
-- one by one: a plan that expects many tests would read them all
cross join lateral (
    select
        t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.file, t.line,
        t.owner, t.layer, t.population, t.first_seen
    from escapement.test t
    where t.project_id = $1::int
      and t.test_id = wanted.test_id
    limit 1
) t
left join lateral (
    select s.health, s.failing_runs, s.events, s.last_failure_at, s.last_event_at
    from escapement.test_state s
    where s.project_id = $1::int
      and s.test_id = wanted.test_id
    limit 1
) s on true
left join lateral (
    select
        q.quarantine_id, q.state, q.reason, q.opened_by, q.opened_at, q.review_at, q.owner,
        q.ticket
    from escapement.quarantine q
    where q.project_id = $1::int
      and q.test_id = wanted.test_id
      and q.state <> 'closed'
    limit 1
) q on true
left join lateral (
    select
        i.window_days, i.builds_failed, i.builds_blocked, i.builds_delayed, i.retry_seconds,
        i.retried, i.never_passed, i.wait_minutes, i.lost_seconds
    from escapement.test_impact i
    where i.project_id = $1::int
      and i.window_days = $4::int
      and i.test_id = wanted.test_id
    limit 1
) i on true
left join lateral (
    select c.hint, c.weight, c.reason, c.numerator, c.denominator, c.passing, c.passing_count
    from escapement.test_cause c
    where c.project_id = $1::int
      and c.test_id = wanted.test_id
      and s.events > 0
    limit 1
) c on true
left join waiting
    on waiting.test_id = wanted.test_id
order by wanted.position;
