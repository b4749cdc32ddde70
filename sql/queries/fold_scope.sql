-- What a new report gives reason to look at.
-- $1 project, $2 report
-- retried: a test failed and then passed in it; failing_here: a test ended failing in it;
-- failing_there: a test ended failing in another run of its cell (commit, job, variant)
select exists (
           select 1
           from escapement.failure f
           where f.project_id = $1::int
             and f.report_id = r.report_id
             and f.received_at = r.received_at
             and not f.final),
       exists (
           select 1
           from escapement.failure f
           where f.project_id = $1::int
             and f.report_id = r.report_id
             and f.received_at = r.received_at
             and f.final),
       exists (
           select 1
           from escapement.report o
           where o.project_id = $1::int
             and o.commit_id = r.commit_id
             and o.job = r.job
             and o.variant = r.variant
             and o.report_id <> r.report_id
             and o.failed + o.errors > 0)
from escapement.report r
where r.project_id = $1::int
  and r.report_id = $2::bigint
