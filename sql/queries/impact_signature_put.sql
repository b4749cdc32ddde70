-- Sums up what signatures cost over each window that ends today, a build once whatever the number
-- of tests that failed in it, and forgets what has left the window.
-- $1 project, $2 signatures, $3 now, $4 people-minutes a blocked build takes, $5 a delayed one
-- what failed is read once for all windows; a build has one day
with entry as materialized (
    select i.signature_id, i.test_id, i.build_id, i.day, i.blocked, i.delayed, i.retry_seconds,
           i.retried, i.never_passed
    from escapement.impact_build i
    where i.project_id = $1::int
      and i.signature_id = any ($2::bigint[])
      and i.day > ($3::timestamptz at time zone 'UTC')::date - 365
),
in_build as (
    select i.signature_id, i.day,
           bool_or(i.blocked) as blocked,
           bool_or(i.delayed) and not bool_or(i.blocked) as delayed,
           sum(i.retry_seconds) as retry_seconds,
           sum(i.retried) as retried,
           sum(i.never_passed) as never_passed
    from entry i
    group by i.signature_id, i.build_id, i.day
),
on_day as materialized (
    select b.signature_id, b.day,
           count(*) as failed,
           count(*) filter (where b.blocked) as blocked,
           count(*) filter (where b.delayed) as delayed,
           sum(b.retry_seconds) as retry_seconds,
           sum(b.retried) as retried,
           sum(b.never_passed) as never_passed
    from in_build b
    group by b.signature_id, b.day
),
last_day as materialized (
    select i.signature_id, i.test_id, max(i.day) as day
    from entry i
    group by i.signature_id, i.test_id
),
total as materialized (
    select w.days, d.signature_id,
           sum(d.failed) as failed,
           sum(d.blocked) as blocked,
           sum(d.delayed) as delayed,
           sum(d.retry_seconds) as retry_seconds,
           sum(d.retried) as retried,
           sum(d.never_passed) as never_passed
    from unnest(array[7, 28, 90, 365]) as w (days)
    join on_day d
      on d.day > ($3::timestamptz at time zone 'UTC')::date - w.days
    group by w.days, d.signature_id
),
gone as (
    delete from escapement.signature_impact known
    where known.project_id = $1::int
      and known.signature_id = any ($2::bigint[])
      and not exists (
            select
            from total
            where total.days = known.window_days
              and total.signature_id = known.signature_id)
)
insert into escapement.signature_impact (project_id, window_days, signature_id, tests,
    builds_failed, builds_blocked, builds_delayed, retry_seconds, retried, never_passed,
    wait_minutes, lost_seconds, reckoned_at)
select $1::int, total.days, total.signature_id,
       (
           select count(*)
           from last_day l
           where l.signature_id = total.signature_id
             and l.day > ($3::timestamptz at time zone 'UTC')::date - total.days
       ),
       total.failed, total.blocked, total.delayed, total.retry_seconds, total.retried,
       total.never_passed, waited.minutes, round(waited.minutes * 60 + total.retry_seconds),
       $3::timestamptz
from total
cross join lateral (
    select total.blocked::double precision * $4::double precision
               + total.delayed::double precision * $5::double precision as minutes) waited
on conflict (project_id, window_days, signature_id) do update
set tests = excluded.tests,
    builds_failed = excluded.builds_failed,
    builds_blocked = excluded.builds_blocked,
    builds_delayed = excluded.builds_delayed,
    retry_seconds = excluded.retry_seconds,
    retried = excluded.retried,
    never_passed = excluded.never_passed,
    wait_minutes = excluded.wait_minutes,
    lost_seconds = excluded.lost_seconds,
    reckoned_at = excluded.reckoned_at
