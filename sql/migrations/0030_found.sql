-- The numbers of escapes are asked of a category, of services (one, or those of a team) and of a layer:
-- which bugs these are stands in one place. Both functions are planned with the statement around them.

create function escapement.found(project int, bug_category text, services bigint[], layer text,
                                 since timestamptz, until timestamptz)
returns table (defect_id bigint, kind text, trigger text, stage text, origin_stage text, gate_id bigint,
               money numeric, currency text, detected_at timestamptz)
language sql stable parallel safe as $$
select d.defect_id, escapement.defect_kind(d.stage, d.known_at_release, d.state), d.trigger, d.stage,
       d.origin_stage, d.gate_id, d.money, d.currency, d.detected_at
from escapement.defect d
where d.project_id = project
  and (bug_category is null or d.category = bug_category)
  and (services is null or d.service_id = any (services))
  and (layer is null or d.should_have_layer = layer)
  and d.detected_at >= coalesce(since, '-infinity')
  and d.detected_at < coalesce(until, 'infinity')
$$;
comment on function escapement.found is 'Bugs found in a window (null: without bounds), of a category, services and the layer that should have found them (null: any).';

create function escapement.known_since(project int, services bigint[], since timestamptz)
returns timestamptz
language sql stable parallel safe as $$
select case when first.at is not null then greatest(first.at, since) end
from (
    select least(
               (
                   select min(p.deployed_at)
                   from escapement.deployment p
                   where p.project_id = project
                     and p.environment = 'production'
                     and (services is null or p.service_id = any (services))),
               (
                   select min(d.detected_at)
                   from escapement.defect d
                   where d.project_id = project
                     and (services is null or d.service_id = any (services)))) as at) first
$$;
comment on function escapement.known_since is 'When one of the services (null: any) was first deployed to production or first had a bug, or @since where that is later; null: neither is known.';

create function escapement.history(project int, bug_category text, services bigint[], layer text,
                                   since timestamptz, until timestamptz)
returns table (at timestamptz, defect_id bigint, deployments int, days int)
language sql stable parallel safe as $$
with began as materialized (
    select escapement.known_since(project, services, since) as at
), exposed as (
    select p.deployed_at as at, 1 as deployments, 0 as days
    from escapement.deployment p
    cross join began
    where p.project_id = project
      and p.environment = 'production'
      and (services is null or p.service_id = any (services))
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
      and (u.service_id is null or array[u.service_id] = services)
      and (e.at at time zone 'UTC')::date between u.from_day and u.to_day)
union all
select f.detected_at, f.defect_id, 0, 0
from escapement.found(project, bug_category, services, layer, since, until) f
cross join began
where f.kind = 'escape'
  and f.detected_at >= began.at
$$;
comment on function escapement.history is 'Escapes of a category, services and a layer (null: any), each with its defect, and exposure: deployments to production and days, where they were observed, from known_since on. A day that was not observed in one service was in others.';
