-- The rows of the ledger at the given places, in their order.
-- $1 project_id, $2 received_at in microseconds, $3 reports, $4 tests, $5 attempts
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), signature_id,
-- signature, excused_by, how (which retry turned it green; null: none), passed_report_id,
-- quarantine_id, incident_id, outcome, attempt, attempts, seconds, report_id, job, shard, variant of the job,
-- attempt of the job, sha, branch, build_id, build key, build url, received_at
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence,
       g.signature_id, g.text as signature, f.excused_by,
       case
           when f.passed_report_id = r.report_id then 'retry_in_report'
           when p.build_id = r.build_id then 'retry_job'
           when p.build_id <> r.build_id then 'rerun_commit'
       end as how,
       f.passed_report_id,
       f.quarantine_id, f.incident_id, f.outcome, f.attempt, f.attempts, f.seconds, r.report_id, r.job, r.shard,
       r.variant as job_variant, r.attempt as job_attempt, c.sha, b.branch, b.build_id, b.key,
       b.url, r.received_at
from unnest($2::bigint[], $3::bigint[], $4::int[], $5::int[])
    with ordinality as wanted (number, report_id, test_id, attempt, place)
-- one by one: there are a page of them, and the table may be large
cross join lateral (
    select f.excused_by, f.quarantine_id, f.incident_id, f.outcome, f.attempt, f.attempts, f.seconds,
           f.signature_id, f.passed_report_id
    from escapement.failure f
    where f.project_id = $1::int
      and f.received_at = timestamptz 'epoch' + wanted.number * interval '1 microsecond'
      and f.report_id = wanted.report_id
      and f.test_id = wanted.test_id
      and f.attempt = wanted.attempt
    limit 1
) f
join escapement.report r
    on r.project_id = $1::int
    and r.report_id = wanted.report_id
join escapement.build b
    on b.project_id = $1::int
    and b.build_id = r.build_id
join escapement.commit c
    on c.project_id = $1::int
    and c.commit_id = r.commit_id
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = wanted.test_id
join escapement.signature g
    on g.project_id = $1::int
    and g.signature_id = f.signature_id
left join escapement.report p
    on p.project_id = $1::int
    and p.report_id = f.passed_report_id
order by wanted.place
