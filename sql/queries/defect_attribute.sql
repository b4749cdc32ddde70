-- Where nothing better tells which commit brought a bug and which took it to production: the last
-- deployment of its service before it began to hurt or was found. Only of bugs that reached production.
-- $1 project_id, $2 the bug
update escapement.defect d
set (introduced_sha, introduced_how, introduced_sure, released_sha, released_how, released_sure) = (
    select
        case when d.introduced_how <> 'last_deployment' then d.introduced_sha else l.sha end,
        case when d.introduced_how <> 'last_deployment' then d.introduced_how else l.how end,
        case when d.introduced_how <> 'last_deployment' then d.introduced_sure else l.guess end,
        case when d.released_how <> 'last_deployment' then d.released_sha else l.sha end,
        case when d.released_how <> 'last_deployment' then d.released_how else l.how end,
        case when d.released_how <> 'last_deployment' then d.released_sure else l.likely end
    from escapement.detection_stage s
    left join lateral (
        select p.sha, 'last_deployment' as how, 'guess' as guess, 'likely' as likely
        from escapement.deployment p
        where p.project_id = $1::int
          and p.service_id = d.service_id
          and p.environment = 'production'
          and p.sha is not null
          and p.deployed_at <= least(d.began_at, d.detected_at)
        order by p.deployed_at desc, p.deployment_id desc
        limit 1
    ) l on s.escape
    where s.value = d.stage
)
where d.project_id = $1::int
  and d.defect_id = $2::bigint
  and d.stage is not null
