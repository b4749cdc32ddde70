-- Escapes and exposure month by month.
-- $1 project, $2 category, $3 service (null: any), $4 from (null: from the first that is known on; days
-- before that are no exposure), $5 before
-- Columns: month (its first day), escapes, deployments, days
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
)
select date_trunc('month', mark.at at time zone 'UTC')::date as month, count(mark.defect_id) as escapes,
       sum(mark.deployments)::bigint as deployments, sum(mark.days)::bigint as days
from mark
group by 1
order by 1
