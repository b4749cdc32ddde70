-- The reports of a build by job, shard, variant and attempt.
-- $1 project_id, $2 build_id, $3 limit
-- Columns: report_id, job, shard, variant, attempt, gate, verdict, tests, passed, failed, errors,
-- skipped, flaky, damaged, causes (JSON), received_at
select
    r.report_id, r.job, r.shard, r.variant, r.attempt, r.gate, r.verdict, r.tests, r.passed,
    r.failed, r.errors, r.skipped, r.flaky, r.damaged, to_json(r.causes) as causes,
    r.received_at
from escapement.report r
where r.project_id = $1::int
  and r.build_id = $2::bigint
order by r.job collate "C", r.shard collate "C", r.variant collate "C", r.attempt, r.report_id
limit $3::bigint;
