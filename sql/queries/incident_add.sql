-- Opens an incident, which failures are then told to be of.
-- $1 project, $2 kind, $3 report, $4 tests, $5 expected, $6 chance, $7 text
-- incident_id, sha, build key, job
with made as (
    insert into escapement.incident (project_id, kind, report_id, commit_id, build_id, job,
                                     happened_at, reports, tests, failed, expected, chance, text)
    select $1::int, $2, r.report_id, r.commit_id, r.build_id, r.job, r.received_at, 0, $4::bigint, 0,
           $5::double precision, $6::double precision, $7
    from escapement.report r
    where r.project_id = $1::int
      and r.report_id = $3::bigint
    returning incident_id, commit_id, build_id, job
)
select made.incident_id, c.sha, b.key, made.job
from made
join escapement.commit c
  on c.project_id = $1::int
 and c.commit_id = made.commit_id
join escapement.build b
  on b.project_id = $1::int
 and b.build_id = made.build_id
