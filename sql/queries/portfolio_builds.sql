-- Builds that began to report from one day to another, and what failures cost them.
-- $1 project, $2 first day, $3 last day
-- builds, flaky (with a flaky event), blocked, delayed (and not blocked), retry_seconds, retried,
-- never_passed
select count(*) as builds,
       count(*) filter (where exists (
           select
           from escapement.flake_event e
           where e.project_id = $1::int
             and e.build_id = b.build_id)) as flaky,
       count(*) filter (where cost.blocked) as blocked,
       count(*) filter (where cost.delayed and not cost.blocked) as delayed,
       coalesce(sum(cost.retry_seconds), 0) as retry_seconds,
       coalesce(sum(cost.retried), 0) as retried,
       coalesce(sum(cost.never_passed), 0) as never_passed
from escapement.build b
left join (
    select i.build_id, bool_or(i.blocked) as blocked, bool_or(i.delayed) as delayed,
           sum(i.retry_seconds) as retry_seconds, sum(i.retried) as retried,
           sum(i.never_passed) as never_passed
    from escapement.impact_build i
    where i.project_id = $1::int
      and i.day between $2::date and $3::date
    group by i.build_id
) cost on cost.build_id = b.build_id
where b.project_id = $1::int
  and b.first_seen >= ($2::date)::timestamp at time zone 'UTC'
  and b.first_seen < ($3::date + 1)::timestamp at time zone 'UTC'
