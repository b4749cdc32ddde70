-- Builds, newest first, a page at a time, each with the sums over its reports.
-- $1 project_id, $2 build_id (null: all of them), $3 branch, $4 commit (lower-case start of it),
-- $5 verdict: pass or fail (each null: any), $6, $7 after: last_seen in microseconds and build_id
-- (null: from the newest), $8 limit
-- Columns: build_id, key, sha, branch, url, first_seen, last_seen, verdict, reports, tests,
-- failed (with errors), flaky, excused (failing attempts), number (last_seen in microseconds),
-- target_branch, pull_request, tree
-- The last report of each job, shard and variant, trusted and not, is what counts for the verdict, the tests and
-- the failed; flaky and excused are summed over all reports, so that a rerun hides nothing.
with build as (
    select
        b.build_id, b.key, c.sha, b.branch, b.url, b.first_seen, b.last_seen, v.verdict,
        v.reports, v.tests, v.failed, v.flaky, b.target_branch, b.pull_request, b.tree,
        (extract(epoch from b.last_seen) * 1000000)::bigint as number
    from escapement.build b
    join escapement.commit c
        on c.project_id = $1::int
        and c.commit_id = b.commit_id
    cross join lateral (
        select
            case when bool_or(r.last and r.verdict is distinct from 'pass') then 'fail' else 'pass' end
                as verdict,
            count(*) as reports,
            coalesce(sum(r.tests) filter (where r.last), 0) as tests,
            coalesce(sum(r.failed) filter (where r.last), 0) as failed,
            coalesce(sum(r.flaky), 0) as flaky
        from (
            select
                each.verdict,
                each.tests,
                each.failed + each.errors as failed,
                each.flaky,
                row_number() over (
                    partition by each.job, each.shard, each.variant, each.untrusted
                    order by each.attempt desc, each.report_id desc
                ) = 1 as last
            from escapement.report each
            where each.project_id = $1::int
              and each.build_id = b.build_id
        ) r
    ) v
    where b.project_id = $1::int
      and ($2::bigint is null or b.build_id = $2::bigint)
      and ($3::text is null or b.branch = $3::text)
      and ($4::text is null or starts_with(c.sha, $4::text))
      and ($5::text is null or v.verdict = $5::text)
      and (
          $7::bigint is null
          or (b.last_seen, b.build_id)
              < (timestamptz 'epoch' + $6::bigint * interval '1 microsecond', $7::bigint)
      )
    order by b.last_seen desc, b.build_id desc
    limit $8::bigint
)
select
    build.build_id, build.key, build.sha, build.branch, build.url, build.first_seen,
    build.last_seen, build.verdict, build.reports, build.tests, build.failed, build.flaky,
    (
        select count(*)
        from escapement.report r
        join escapement.failure f
            on f.project_id = $1::int
            and f.received_at = r.received_at
            and f.report_id = r.report_id
        where r.project_id = $1::int
          and r.build_id = build.build_id
          and f.excused_by is not null
    ) as excused,
    build.number, build.target_branch, build.pull_request, build.tree
from build
order by build.last_seen desc, build.build_id desc;
