-- The ledger of a build: its failing attempts that did not stop it, newest report first.
-- $1 project_id, $2 build_id, $3 limit
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), signature_id,
-- signature, excused_by, quarantine_id, attempt, report_id, job, received_at, cluster_id
select
    t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence,
    g.signature_id, g.text as signature, f.excused_by, f.quarantine_id, f.attempt,
    r.report_id, r.job, r.received_at, coalesce(h.root_id, h.cluster_id) as cluster_id
from escapement.report r
join escapement.failure f
    on f.project_id = $1::int
    and f.received_at = r.received_at
    and f.report_id = r.report_id
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = f.test_id
join escapement.signature g
    on g.project_id = $1::int
    and g.signature_id = f.signature_id
join escapement.cluster h
    on h.project_id = $1::int
    and h.cluster_id = g.cluster_id
where r.project_id = $1::int
  and r.build_id = $2::bigint
  and f.excused_by is not null
order by r.report_id desc, f.test_id, f.attempt
limit $3::bigint;
