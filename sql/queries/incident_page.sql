-- Incidents, newest first.
-- $1 project_id, $2 incident_id (null: all), $3 kind, $4 job, $5 build_id, $6 commit (its begin),
-- $7 from, $8 before (each null: any), $9 after: incident_id (null: from the newest), $10 limit
-- Columns: incident_id, kind, text, happened_at, job, report_id, sha, branch, build_id, build key,
-- build url, reports, tests, failed, excused (tests that a retry turned green), expected, chance
select i.incident_id, i.kind, i.text, i.happened_at, i.job, i.report_id, c.sha, b.branch, b.build_id,
       b.key, b.url, i.reports, i.tests, i.failed,
       (select count(distinct f.test_id)
        from escapement.failure f
        where f.project_id = $1::int
          and f.incident_id = i.incident_id
          and not f.derived
          and f.excused_by = 'outage') as excused,
       i.expected, i.chance
from escapement.incident i
join escapement.commit c
    on c.project_id = $1::int
    and c.commit_id = i.commit_id
join escapement.build b
    on b.project_id = $1::int
    and b.build_id = i.build_id
where i.project_id = $1::int
  and ($2::bigint is null or i.incident_id = $2::bigint)
  and ($3::text is null or i.kind = $3::text)
  and ($4::text is null or i.job = $4::text)
  and ($5::bigint is null or i.build_id = $5::bigint)
  and ($6::text is null or starts_with(c.sha, $6::text))
  and ($7::timestamptz is null or i.happened_at >= $7::timestamptz)
  and ($8::timestamptz is null or i.happened_at < $8::timestamptz)
  and ($9::bigint is null or i.incident_id < $9::bigint)
order by i.incident_id desc
limit $10::bigint
