-- The escapes of a window in order, each with the exposure that came before it, and the end of the
-- window with all of it. Exposure: deployments to production on observed days; observed days.
-- $1 project, $2 category, $3 service (null: any), $4 from (null: from the first that is known on; days
-- before that are no exposure), $5 before
-- Columns: defect_id (null: the end), title, at, deployments, days, began
with first as materialized (
    select least(
               (
                   select min(p.deployed_at)
                   from escapement.deployment p
                   where p.project_id = $1::int
                     and p.environment = 'production'
                     and ($3::bigint is null or p.service_id = $3::bigint)),
               (
                   select min(d.detected_at)
                   from escapement.defect d
                   where d.project_id = $1::int
                     and ($3::bigint is null or d.service_id = $3::bigint))) as at
), began as materialized (
    select greatest(first.at, $4::timestamptz) as at
    from first
    where first.at is not null
), exposed as (
    select p.deployed_at as at, 1 as deployments, 0 as days
    from escapement.deployment p
    cross join began
    where p.project_id = $1::int
      and p.environment = 'production'
      and ($3::bigint is null or p.service_id = $3::bigint)
      and p.deployed_at >= began.at
      and p.deployed_at < $5::timestamptz
    union all
    select days.day at time zone 'UTC', 0, 1
    from began
    cross join generate_series(date_trunc('day', began.at at time zone 'UTC'),
                               $5::timestamptz at time zone 'UTC' - interval '1 day',
                               interval '1 day') as days (day)
), mark as (
    select e.at, null::bigint as defect_id, e.deployments, e.days
    from exposed e
    where not exists (
        select
        from escapement.unobserved u
        where u.project_id = $1::int
          and (u.service_id is null or u.service_id = $3::bigint)
          and (e.at at time zone 'UTC')::date between u.from_day and u.to_day)
    union all
    select d.detected_at, d.defect_id, 0, 0
    from escapement.defect d
    cross join began
    where d.project_id = $1::int
      and ($2::text is null or d.category = $2::text)
      and ($3::bigint is null or d.service_id = $3::bigint)
      and d.detected_at >= began.at
      and d.detected_at < $5::timestamptz
      and escapement.defect_escaped(d.stage, d.known_at_release, d.state)
    union all
    select $5::timestamptz, 0, 0, 0
), run as (
    select mark.at, mark.defect_id,
           sum(mark.deployments) over before_it as deployments, sum(mark.days) over before_it as days
    from mark
    window before_it as (order by mark.at, mark.defect_id nulls first
                         rows between unbounded preceding and current row)
)
select nullif(run.defect_id, 0) as defect_id, d.title, run.at, run.deployments::bigint as deployments,
       run.days::bigint as days, began.at as began
from run
left join began
  on true
left join escapement.defect d
  on d.project_id = $1::int
 and d.defect_id = run.defect_id
where run.defect_id is not null
order by run.at, run.defect_id = 0, run.defect_id
