-- Escapes and exposure over time: what is counted over gaps and over months is the same.

create function escapement.known_since(project int, service bigint, since timestamptz)
returns timestamptz
language sql stable parallel safe set search_path = '' as $$
select case when first.at is not null then greatest(first.at, since) end
from (
    select least(
               (
                   select min(p.deployed_at)
                   from escapement.deployment p
                   where p.project_id = project
                     and p.environment = 'production'
                     and (service is null or p.service_id = service)),
               (
                   select min(d.detected_at)
                   from escapement.defect d
                   where d.project_id = project
                     and (service is null or d.service_id = service))) as at) first
$$;
comment on function escapement.known_since is 'When a service (null: any) was first deployed to production or first had a bug, or @since where that is later; null: neither is known.';

create function escapement.history(project int, kind text, service bigint, since timestamptz,
                                   until timestamptz)
returns table (at timestamptz, defect_id bigint, deployments int, days int)
language sql stable parallel safe set search_path = '' as $$
with began as materialized (
    select escapement.known_since(project, service, since) as at
), exposed as (
    select p.deployed_at as at, 1 as deployments, 0 as days
    from escapement.deployment p
    cross join began
    where p.project_id = project
      and p.environment = 'production'
      and (service is null or p.service_id = service)
      and p.deployed_at >= began.at
      and p.deployed_at < until
    union all
    select days.day at time zone 'UTC', 0, 1
    from began
    cross join generate_series(date_trunc('day', began.at at time zone 'UTC'),
                               until at time zone 'UTC' - interval '1 day',
                               interval '1 day') as days (day)
)
select e.at, null::bigint, e.deployments, e.days
from exposed e
where not exists (
    select
    from escapement.unobserved u
    where u.project_id = project
      and (u.service_id is null or u.service_id = service)
      and (e.at at time zone 'UTC')::date between u.from_day and u.to_day)
union all
select d.detected_at, d.defect_id, 0, 0
from escapement.defect d
cross join began
where d.project_id = project
  and (kind is null or d.category = kind)
  and (service is null or d.service_id = service)
  and d.detected_at >= began.at
  and d.detected_at < until
  and escapement.defect_escaped(d.stage, d.known_at_release, d.state)
$$;
comment on function escapement.history is 'Escapes of a category and a service (null: any), each with its defect, and exposure: deployments to production and days, where they were observed, from known_since on.';
