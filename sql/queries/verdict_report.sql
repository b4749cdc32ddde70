-- What a verdict says of its report.
-- $1 project, $2 report
-- build_id, build key, sha, branch, job, shard, variant, attempt, gate, tests, passed, failed,
-- errors, skipped, flaky, damaged, causes, warnings, untrusted, whether earlier attempts of the job
-- were unsound (see verdict_unsound) and nobody vouches for this one, whether the job has other attempts
select b.build_id, b.key, c.sha, b.branch, r.job, r.shard, r.variant, r.attempt, r.gate,
       r.tests, r.passed, r.failed, r.errors, r.skipped, r.flaky, r.damaged,
       array_to_string(r.causes, ','), r.warnings, r.untrusted,
       not r.vouched and others.unsound, others.attempts > 0
from escapement.report r
join escapement.build b
  on b.project_id = $1::int
 and b.build_id = r.build_id
join escapement.commit c
  on c.project_id = $1::int
 and c.commit_id = r.commit_id
cross join lateral (
    select count(*) as attempts,
           coalesce(bool_or((o.attempt, o.report_id) < (r.attempt, r.report_id)
                        and (o.damaged or o.causes <> '{}' or o.tests = 0)), false) as unsound
    from escapement.report o
    where o.project_id = $1::int
      and o.build_id = r.build_id
      and o.job = r.job
      and o.shard = r.shard
      and o.variant = r.variant
      and o.untrusted = r.untrusted
      and o.report_id <> r.report_id) others
where r.project_id = $1::int
  and r.report_id = $2::bigint
