-- The last runs of a test, newest first.
-- $1 project_id, $2 test_id, $3 limit
-- Columns: report_id, build_id, sha, branch, job, variant, attempt, outcome (p, f, e, s, k),
-- seconds (null: not known), received_at, build_key
-- A list names the place of the test once for all reports that share it; the columns of a report
-- are read for the few that are shown.
with place as materialized (
    select
        l.list_id,
        array_position(l.test_ids, $2::int) as position
    from escapement.test_list l
    where l.project_id = $1::int
      and l.test_ids @> array[$2::int]
), run as materialized (
    select
        r.report_id, r.build_id, r.commit_id, r.job, r.variant, r.attempt, r.received_at,
        place.position
    from place
    cross join lateral (
        select
            each.report_id, each.build_id, each.commit_id, each.job, each.variant,
            each.attempt, each.received_at
        from escapement.report each
        where each.project_id = $1::int
          and each.list_id = place.list_id
        order by each.report_id desc
        limit $3::bigint
    ) r
    order by r.report_id desc
    limit $3::bigint
)
select
    run.report_id, run.build_id, c.sha, b.branch, run.job, run.variant, run.attempt,
    substr(block.outcomes, run.position, 1) as outcome,
    nullif(block.durations[run.position], 'NaN') as seconds,
    run.received_at,
    b.key as build_key
from run
join escapement.result_block block
    on block.project_id = $1::int
    and block.received_at = run.received_at
    and block.report_id = run.report_id
join escapement.commit c
    on c.project_id = $1::int
    and c.commit_id = run.commit_id
join escapement.build b
    on b.project_id = $1::int
    and b.build_id = run.build_id
order by run.report_id desc;
