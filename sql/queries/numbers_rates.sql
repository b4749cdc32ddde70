-- Escapes and catches of the releases of a window, or found in it, by what is asked for, and all
-- together. A bug is of the release that it is told to be of, or that of its released commit: the first
-- deployment of it to production. Where neither is known, one found in production is of the last
-- deployment of its service before it began to hurt or was found, and one found earlier of the next,
-- which it was kept out of; without any, its time is when it was found.
-- $1 project, $2 category, service, layer or team, $3 from, $4 before (null: without bounds), $5 release
-- or found
-- Columns: all (of them), key (null: none, unclassified), escapes, catches, known (at release), untold
-- (nobody said where they were found), newest (release of these in the window)
-- Deployments are looked up in an array for each service, which no join is to carry along: hence offset 0.
with line as materialized (
    select p.service_id, array_agg(p.deployed_at order by p.deployed_at) as times,
           max(p.deployed_at) filter (where p.deployed_at >= coalesce($3::timestamptz, '-infinity')
                                        and p.deployed_at < coalesce($4::timestamptz, 'infinity')) as newest
    from (
        select q.service_id, q.deployed_at
        from escapement.deployment q
        where q.project_id = $1::int
          and q.environment = 'production'
        order by q.service_id, q.deployed_at
    ) p
    group by p.service_id
), shipped as materialized (
    select d.defect_id, min(p.deployed_at) as at
    from escapement.defect d
    join escapement.deployment p
      on p.project_id = $1::int
     and p.service_id = d.service_id
     and p.sha = d.released_sha
     and p.environment = 'production'
    where d.project_id = $1::int
      and d.released_at is null
    group by d.defect_id
), bug as (
    select d.category, d.should_have_layer, d.service_id, v.escape, d.began_at, d.detected_at,
           coalesce(d.released_at, shipped.at) as released_at,
           coalesce(escapement.defect_kind(d.stage, d.known_at_release, d.state),
                    case when d.state not in ('invalid', 'duplicate') then 'untold' end) as kind
    from escapement.defect d
    left join escapement.detection_stage v
      on v.value = d.stage
    left join shipped
      on shipped.defect_id = d.defect_id
    where d.project_id = $1::int
    offset 0
), dated as (
    select bug.category, bug.should_have_layer, bug.service_id, bug.kind, bug.detected_at,
           case when $5::text = 'release' then coalesce(
               bug.released_at,
               case
                   when bug.escape
                       then line.times[width_bucket(least(bug.began_at, bug.detected_at), line.times)]
                   when not bug.escape then line.times[width_bucket(bug.detected_at, line.times) + 1]
               end)
           end as released_at
    from bug
    left join line
      on line.service_id = bug.service_id
    offset 0
), place as materialized (
    select s.service_id, s.name as service, t.name as team, line.newest
    from escapement.service s
    left join escapement.team t
      on t.project_id = $1::int
     and t.team_id = s.team_id
    left join line
      on line.service_id = s.service_id
    where s.project_id = $1::int
), counted as (
    select case $2::text
               when 'category' then dated.category
               when 'layer' then dated.should_have_layer
               when 'service' then place.service
               when 'team' then place.team
           end as key,
           dated.kind, dated.released_at
    from dated
    left join place
      on place.service_id = dated.service_id
    where coalesce(dated.released_at, dated.detected_at) >= coalesce($3::timestamptz, '-infinity')
      and coalesce(dated.released_at, dated.detected_at) < coalesce($4::timestamptz, 'infinity')
), summed as (
    select grouping(counted.key) = 1 as is_all, counted.key, max(counted.released_at) as released_at,
           count(*) filter (where counted.kind = 'escape') as escapes,
           count(*) filter (where counted.kind = 'catch') as catches,
           count(*) filter (where counted.kind = 'known') as known,
           count(*) filter (where counted.kind = 'untold') as untold
    from counted
    group by grouping sets ((counted.key), ())
)
select summed.is_all, summed.key, summed.escapes, summed.catches, summed.known, summed.untold,
       greatest(summed.released_at, (
           select max(place.newest)
           from place
           where summed.is_all
              or case $2::text
                     when 'service' then place.service = summed.key
                     when 'team' then place.team is not distinct from summed.key
                     else true
                 end
       )) as newest
from summed
where summed.is_all
   or summed.escapes + summed.catches + summed.known + summed.untold > 0
order by summed.is_all desc, summed.key nulls last
