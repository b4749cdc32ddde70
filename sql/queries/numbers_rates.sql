-- Escapes and catches found in a window, by what is asked for, and all together.
-- $1 project, $2 category, service, layer or team, $3 from, $4 before (null: without bounds)
-- Columns: all (of them), key (null: none, unclassified), escapes, catches, known (at release), untold
-- (nobody said where they were found), newest (last deployment to production in the window)
with counted as (
    select case $2::text
               when 'category' then d.category
               when 'layer' then d.should_have_layer
               when 'service' then s.name
               when 'team' then t.name
           end as key,
           coalesce(escapement.defect_kind(d.stage, d.known_at_release, d.state),
                    case when d.state not in ('invalid', 'duplicate') then 'untold' end) as kind
    from escapement.defect d
    left join escapement.service s
      on s.project_id = $1::int
     and s.service_id = d.service_id
    left join escapement.team t
      on t.project_id = $1::int
     and t.team_id = s.team_id
    where d.project_id = $1::int
      and d.detected_at >= coalesce($3::timestamptz, '-infinity')
      and d.detected_at < coalesce($4::timestamptz, 'infinity')
), released as materialized (
    select s.name as service, t.name as team, max(p.deployed_at) as at
    from escapement.deployment p
    join escapement.service s
      on s.project_id = $1::int
     and s.service_id = p.service_id
    left join escapement.team t
      on t.project_id = $1::int
     and t.team_id = s.team_id
    where p.project_id = $1::int
      and p.environment = 'production'
      and p.deployed_at >= coalesce($3::timestamptz, '-infinity')
      and p.deployed_at < coalesce($4::timestamptz, 'infinity')
    group by s.name, t.name
), summed as (
    select grouping(counted.key) = 1 as is_all, counted.key,
           count(*) filter (where counted.kind = 'escape') as escapes,
           count(*) filter (where counted.kind = 'catch') as catches,
           count(*) filter (where counted.kind = 'known') as known,
           count(*) filter (where counted.kind = 'untold') as untold
    from counted
    group by grouping sets ((counted.key), ())
)
select summed.is_all, summed.key, summed.escapes, summed.catches, summed.known, summed.untold,
       (
           select max(released.at)
           from released
           where summed.is_all
              or case $2::text
                     when 'service' then released.service = summed.key
                     when 'team' then released.team is not distinct from summed.key
                     else true
                 end
       ) as newest
from summed
where summed.is_all
   or summed.escapes + summed.catches + summed.known + summed.untold > 0
order by summed.is_all desc, summed.key nulls last
