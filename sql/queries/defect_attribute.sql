-- Where nothing better tells which commit brought a bug and which took it to production: the last
-- deployment of its service before it began to hurt or was found. Only of bugs that reached production.
-- $1 project_id, $2 the bugs
update escapement.defect d
set introduced_sha = case when coalesce(d.introduced_how, 'last_deployment') = 'last_deployment'
        then f.sha else d.introduced_sha end,
    introduced_sure = case when coalesce(d.introduced_how, 'last_deployment') = 'last_deployment'
        then f.guess else d.introduced_sure end,
    introduced_how = case when coalesce(d.introduced_how, 'last_deployment') = 'last_deployment'
        then f.how else d.introduced_how end,
    released_sha = case when coalesce(d.released_how, 'last_deployment') = 'last_deployment'
        then f.sha else d.released_sha end,
    released_sure = case when coalesce(d.released_how, 'last_deployment') = 'last_deployment'
        then f.likely else d.released_sure end,
    released_how = case when coalesce(d.released_how, 'last_deployment') = 'last_deployment'
        then f.how else d.released_how end
from (
    select b.defect_id, l.sha, l.how, l.guess, l.likely
    from escapement.defect b
    join escapement.detection_stage s
        on s.value = b.stage
    left join lateral (
        select p.sha, 'last_deployment' as how, 'guess' as guess, 'likely' as likely
        from escapement.deployment p
        where p.project_id = $1::int
          and p.service_id = b.service_id
          and p.environment = 'production'
          and p.sha is not null
          and p.deployed_at <= least(b.began_at, b.detected_at)
        order by p.deployed_at desc, p.deployment_id desc
        limit 1
    ) l on s.escape
    where b.project_id = $1::int
      and b.defect_id = any ($2::bigint[])
) f
where d.project_id = $1::int
  and d.defect_id = f.defect_id
  and (d.introduced_how is null or d.released_how is null
       or 'last_deployment' in (d.introduced_how, d.released_how))
