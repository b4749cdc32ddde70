-- Sums up what tests cost over each window that ends today, and forgets what has left it.
-- $1 project, $2 tests, $3 now, $4 people-minutes a blocked build takes, $5 a delayed one
-- what failed is read once for all windows
with on_day as materialized (
    select i.test_id, i.day,
           count(*) as failed,
           count(*) filter (where i.blocked) as blocked,
           count(*) filter (where i.delayed) as delayed,
           sum(i.retry_seconds) as retry_seconds,
           sum(i.retried) as retried,
           sum(i.never_passed) as never_passed
    from escapement.impact_build i
    where i.project_id = $1::int
      and i.test_id = any ($2::int[])
      and i.day > ($3::timestamptz at time zone 'UTC')::date - 365
    group by i.test_id, i.day
),
total as materialized (
    select w.days, d.test_id,
           sum(d.failed) as failed,
           sum(d.blocked) as blocked,
           sum(d.delayed) as delayed,
           sum(d.retry_seconds) as retry_seconds,
           sum(d.retried) as retried,
           sum(d.never_passed) as never_passed
    from unnest(array[7, 28, 90, 365]) as w (days)
    join on_day d
      on d.day > ($3::timestamptz at time zone 'UTC')::date - w.days
    group by w.days, d.test_id
),
gone as (
    delete from escapement.test_impact known
    where known.project_id = $1::int
      and known.test_id = any ($2::int[])
      and not exists (
            select
            from total
            where total.days = known.window_days
              and total.test_id = known.test_id)
)
insert into escapement.test_impact (project_id, window_days, test_id, builds_failed, builds_blocked,
    builds_delayed, retry_seconds, retried, never_passed, wait_minutes, lost_seconds, reckoned_at)
select $1::int, total.days, total.test_id, total.failed, total.blocked, total.delayed,
       total.retry_seconds, total.retried, total.never_passed, waited.minutes,
       round(waited.minutes * 60 + total.retry_seconds), $3::timestamptz
from total
cross join lateral (
    select total.blocked::double precision * $4::double precision
               + total.delayed::double precision * $5::double precision as minutes) waited
on conflict (project_id, window_days, test_id) do update
set builds_failed = excluded.builds_failed,
    builds_blocked = excluded.builds_blocked,
    builds_delayed = excluded.builds_delayed,
    retry_seconds = excluded.retry_seconds,
    retried = excluded.retried,
    never_passed = excluded.never_passed,
    wait_minutes = excluded.wait_minutes,
    lost_seconds = excluded.lost_seconds,
    reckoned_at = excluded.reckoned_at
