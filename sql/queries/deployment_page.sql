-- Deployments, latest first, a page at a time.
-- $1 project, $2 deployment (null: all), $3 service, $4 environment, $5 commit's start, $6 kind,
-- $7 from, $8 before (each null: any), $9 time and $10 id of the last row shown (null: from the
-- latest), $11 limit
-- Columns: deployment_id, key, service, sha, environment, kind, deployed_at, url, place
select d.deployment_id, d.key, s.name as service, d.sha, d.environment, d.kind, d.deployed_at,
       d.url, (extract(epoch from d.deployed_at) * 1000000)::bigint as place
from escapement.deployment d
join escapement.service s
  on s.project_id = $1::int
 and s.service_id = d.service_id
where d.project_id = $1::int
  and ($2::bigint is null or d.deployment_id = $2::bigint)
  and ($3::text is null or s.name = $3::text)
  and ($4::text is null or d.environment = $4::text)
  and ($5::text is null or starts_with(d.sha, $5::text))
  and ($6::text is null or d.kind = $6::text)
  and ($7::timestamptz is null or d.deployed_at >= $7::timestamptz)
  and ($8::timestamptz is null or d.deployed_at < $8::timestamptz)
  and ($9::bigint is null
       or (d.deployed_at, d.deployment_id)
          < (timestamptz 'epoch' + $9::bigint * interval '1 microsecond', $10::bigint))
order by d.deployed_at desc, d.deployment_id desc
limit $11::bigint
