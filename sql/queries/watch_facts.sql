-- What is known of a category of bugs in a service, before and after something was changed: the first
-- systemic change in force since the last escape; if there is none, the last one before it.
-- $1 project, $2 category, $3 service, $4 now, $5 the time of the change (null: as said above)
-- Columns: in_force (changes, of all kinds), systemic (of them), planned (not in force here, made
-- after a bug of this service), came_back (escaped while a systemic change was in force, and none
-- came in force since), changed_at (null: never), began (first known of the service), last_escape;
-- then before and after the change: escapes, catches, deployments to production on observed days,
-- observed days
with adoption as materialized (
    select a.adopted_at, least(a.ended_at, c.ended_at) as until, y.systemic, a.change_id,
           coalesce(least(a.ended_at, c.ended_at) > $4::timestamptz, true) as in_force
    from escapement.change_adoption a
    join escapement.change c
      on c.project_id = $1::int
     and c.change_id = a.change_id
    join escapement.change_type y
      on y.value = c.change_type
    where a.project_id = $1::int
      and a.service_id = $3::bigint
      and c.category = $2::text
      and a.adopted_at <= $4::timestamptz
), bug as materialized (
    select d.detected_at, escapement.defect_kind(d.stage, d.known_at_release, d.state) as kind
    from escapement.defect d
    where d.project_id = $1::int
      and d.category = $2::text
      and d.service_id = $3::bigint
), last as materialized (
    select max(bug.detected_at) as at
    from bug
    where bug.kind = 'escape'
), boundary as materialized (
    select coalesce($5::timestamptz,
                    min(a.adopted_at) filter (where a.in_force
                                                and (last.at is null or a.adopted_at > last.at)),
                    max(a.adopted_at) filter (where a.in_force),
                    max(a.adopted_at)) as at,
           coalesce(bool_or(a.adopted_at <= last.at and (a.until is null or a.until > last.at)),
                    false)
               and not coalesce(bool_or(a.in_force and a.adopted_at > last.at), false) as came_back
    from last
    left join adoption a
      on a.systemic
    group by last.at
), released as materialized (
    select p.deployed_at
    from escapement.deployment p
    where p.project_id = $1::int
      and p.service_id = $3::bigint
      and p.environment = 'production'
      and p.deployed_at <= $4::timestamptz
), began as materialized (
    select least(
               (select min(released.deployed_at) from released),
               (
                   select min(d.detected_at)
                   from escapement.defect d
                   where d.project_id = $1::int
                     and d.service_id = $3::bigint)) as at
), exposed as (
    select released.deployed_at as at, true as deployed
    from released
    union all
    select day at time zone 'UTC', false
    from began
    cross join generate_series(date_trunc('day', began.at at time zone 'UTC'),
                               date_trunc('day', $4::timestamptz at time zone 'UTC')
                                   - interval '1 day', interval '1 day') as days (day)
), observed as materialized (
    select exposed.deployed, coalesce(exposed.at >= boundary.at, false) as after, count(*) as count
    from exposed
    cross join boundary
    where not exists (
        select
        from escapement.unobserved u
        where u.project_id = $1::int
          and (u.service_id is null or u.service_id = $3::bigint)
          and (exposed.at at time zone 'UTC')::date between u.from_day and u.to_day)
    group by exposed.deployed, coalesce(exposed.at >= boundary.at, false)
)
select (select count(distinct a.change_id) from adoption a where a.in_force) as in_force,
       (select count(distinct a.change_id) from adoption a where a.in_force and a.systemic) as systemic,
       (
           select count(*)
           from escapement.change c
           join escapement.defect d
             on d.project_id = $1::int
            and d.defect_id = c.defect_id
           where c.project_id = $1::int
             and c.category = $2::text
             and c.ended_at is null
             and d.service_id = $3::bigint
             and c.change_id not in (select a.change_id from adoption a where a.in_force)
       ) as planned,
       boundary.came_back, boundary.at as changed_at, began.at as began, last.at as last_escape,
       b.escapes_before, b.escapes_after, b.catches_before, b.catches_after,
       o.deployments_before, o.deployments_after, o.days_before, o.days_after
from boundary
cross join began
cross join last
cross join lateral (
    select count(*) filter (where bug.kind = 'escape' and not bug.after) as escapes_before,
           count(*) filter (where bug.kind = 'escape' and bug.after) as escapes_after,
           count(*) filter (where bug.kind = 'catch' and not bug.after) as catches_before,
           count(*) filter (where bug.kind = 'catch' and bug.after) as catches_after
    from (select kind, coalesce(detected_at >= boundary.at, false) as after from bug) bug
) b
cross join (
    select coalesce(sum(count) filter (where deployed and not after), 0)::bigint as deployments_before,
           coalesce(sum(count) filter (where deployed and after), 0)::bigint as deployments_after,
           coalesce(sum(count) filter (where not deployed and not after), 0)::bigint as days_before,
           coalesce(sum(count) filter (where not deployed and after), 0)::bigint as days_after
    from observed
) o
