-- The latest failures with the signatures of a cluster, newest first.
-- $1 project_id, $2 cluster_id, $3 since, $4 limit
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), signature_id, attempt,
-- excused_by, report_id, job, build_id, build_key, sha, branch, received_at
select
    t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, latest.signature_id,
    latest.attempt, latest.excused_by, r.report_id, r.job, b.build_id, b.key as build_key, c.sha,
    b.branch, latest.received_at
from (
    select f.test_id, f.report_id, f.signature_id, f.attempt, f.excused_by, f.received_at
    from escapement.cluster h
    join escapement.signature s
        on s.project_id = $1::int
        and s.cluster_id = h.cluster_id
    cross join lateral (
        select f.test_id, f.report_id, f.signature_id, f.attempt, f.excused_by, f.received_at
        from escapement.failure f
        where f.project_id = $1::int
          and f.signature_id = s.signature_id
          and f.received_at >= $3::timestamptz
        order by f.received_at desc
        limit $4::bigint
    ) f
    where h.project_id = $1::int
      and (h.cluster_id = $2::bigint or h.root_id = $2::bigint)
    order by f.received_at desc, f.report_id desc, f.test_id, f.attempt
    limit $4::bigint
) latest
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = latest.test_id
join escapement.report r
    on r.project_id = $1::int
    and r.report_id = latest.report_id
join escapement.build b
    on b.project_id = $1::int
    and b.build_id = r.build_id
join escapement.commit c
    on c.project_id = $1::int
    and c.commit_id = r.commit_id
order by latest.received_at desc, r.report_id desc, t.test_id, latest.attempt;
