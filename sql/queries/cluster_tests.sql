-- The tests that fail with the signatures of a cluster, the most frequent first.
-- $1 project_id, $2 cluster_id, $3 since, $4 limit
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), failures, builds,
-- first_failure, last_failure
select
    t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, hit.failures, hit.builds,
    hit.first_failure, hit.last_failure
from (
    select
        run.test_id, sum(run.failures)::bigint as failures, count(distinct r.build_id) as builds,
        min(run.received_at) as first_failure, max(run.received_at) as last_failure
    from (
        select f.test_id, f.report_id, f.received_at, count(*) as failures
        from escapement.cluster h
        join escapement.signature s
            on s.project_id = $1::int
            and s.cluster_id = h.cluster_id
        join escapement.failure f
            on f.project_id = $1::int
            and f.signature_id = s.signature_id
            and f.received_at >= $3::timestamptz
        where h.project_id = $1::int
          and (h.cluster_id = $2::bigint or h.root_id = $2::bigint)
        group by f.test_id, f.report_id, f.received_at
    ) run
    join escapement.report r
        on r.project_id = $1::int
        and r.report_id = run.report_id
    group by run.test_id
    order by sum(run.failures) desc, run.test_id
    limit $4::bigint
) hit
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = hit.test_id
order by hit.failures desc, t.test_id;
