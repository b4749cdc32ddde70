-- Clusters of signatures with their counts, a page at a time.
-- $1 project_id, $2 cluster_id, or one that was merged into it (null: all), $3 test that failed
-- so (null: any), $4 infrastructure (null: either), $5 since: what the counts cover, $6 part of
-- the name, a text or a frame (null: any), $7 sort: last_seen, failures, tests or impact, $8, $9
-- after: number and cluster_id of the last row (null: from the start), $10 limit, $11 seen since
-- (null: at any time), $12 days of the window of what they cost, $13 now, $14 people-minutes a
-- blocked build takes, $15 a delayed one
-- Columns: cluster_id, name, text, ticket, owner, infrastructure, first_seen, last_seen, members,
-- failures, tests, builds (since $5), exemplar, language and frames (JSON) of the member seen last,
-- number (the place in the order), what it cost, each build once (window_days, null: it did not fail
-- in the window; builds_failed, builds_blocked, builds_delayed, retry_seconds, retried, never_passed,
-- wait_minutes, lost_seconds)
-- Failures and costs are counted for the rows of the page only, unless they make the order.
with whole as materialized (
    select
        coalesce(h.root_id, h.cluster_id) as cluster_id,
        min(s.first_seen) as first_seen,
        max(s.last_seen) as last_seen,
        count(*) as members,
        bool_or($6::text is null or strpos(lower(concat_ws(E'\n', s.text,
            array_to_string(s.frames, E'\n'))), lower($6::text)) > 0) as found
    from escapement.cluster h
    join escapement.signature s
        on s.project_id = $1::int
        and s.cluster_id = h.cluster_id
    where h.project_id = $1::int
      and ($2::bigint is null or coalesce(h.root_id, h.cluster_id) = (
          select coalesce(asked.root_id, asked.cluster_id)
          from escapement.cluster asked
          where asked.project_id = $1::int
            and asked.cluster_id = $2::bigint
      ))
    group by 1
), counted as materialized (
    select pair.cluster_id, sum(pair.failures)::bigint as failures, count(*) as tests
    from (
        select coalesce(h.root_id, h.cluster_id) as cluster_id, f.test_id, count(*) as failures
        from escapement.failure f
        join escapement.signature s
            on s.project_id = $1::int
            and s.signature_id = f.signature_id
        join escapement.cluster h
            on h.project_id = $1::int
            and h.cluster_id = s.cluster_id
        where f.project_id = $1::int
          and f.received_at >= $5::timestamptz
          and $7::text in ('failures', 'tests')
        group by 1, 2
    ) pair
    group by 1
), in_build as materialized (
    select
        coalesce(h.root_id, h.cluster_id) as cluster_id, i.build_id,
        bool_or(i.blocked) as blocked, bool_or(i.delayed) as delayed,
        sum(i.retry_seconds) as retry_seconds
    from escapement.impact_build i
    join escapement.signature s
        on s.project_id = $1::int
        and s.signature_id = i.signature_id
    join escapement.cluster h
        on h.project_id = $1::int
        and h.cluster_id = s.cluster_id
    where i.project_id = $1::int
      and i.day > ($13::timestamptz at time zone 'UTC')::date - $12::int
      and $7::text = 'impact'
    group by 1, 2
), costly as materialized (
    select
        b.cluster_id,
        round(60 * (count(*) filter (where b.blocked) * $14::double precision
                    + count(*) filter (where b.delayed and not b.blocked) * $15::double precision)
              + sum(b.retry_seconds))::bigint as lost_seconds
    from in_build b
    group by b.cluster_id
), placed as (
    select
        whole.cluster_id, k.name, k.text, k.ticket, k.owner, k.infrastructure, whole.first_seen,
        whole.last_seen, whole.members,
        case $7::text
            when 'failures' then coalesce(counted.failures, 0)
            when 'tests' then coalesce(counted.tests, 0)
            when 'impact' then coalesce(costly.lost_seconds, 0)
            else (extract(epoch from whole.last_seen) * 1000000)::bigint
        end as number
    from whole
    join escapement.cluster k
        on k.project_id = $1::int
        and k.cluster_id = whole.cluster_id
    left join counted
        on counted.cluster_id = whole.cluster_id
    left join costly
        on costly.cluster_id = whole.cluster_id
    where (whole.found or strpos(lower(k.name), lower($6::text)) > 0)
      and ($4::boolean is null or k.infrastructure = $4::boolean)
      and ($11::timestamptz is null or whole.last_seen >= $11::timestamptz)
      and ($3::int is null or whole.cluster_id in (
          select coalesce(h.root_id, h.cluster_id)
          from escapement.failure f
          join escapement.signature s
              on s.project_id = $1::int
              and s.signature_id = f.signature_id
          join escapement.cluster h
              on h.project_id = $1::int
              and h.cluster_id = s.cluster_id
          where f.project_id = $1::int
            and f.test_id = $3::int
      ))
), page as materialized (
    select
        placed.cluster_id, placed.name, placed.text, placed.ticket, placed.owner,
        placed.infrastructure, placed.first_seen, placed.last_seen, placed.members, placed.number
    from placed
    where $9::bigint is null
       or (placed.number, placed.cluster_id) < ($8::bigint, $9::bigint)
    order by placed.number desc, placed.cluster_id desc
    limit $10::bigint
)
select
    page.cluster_id, page.name, page.text, page.ticket, page.owner, page.infrastructure,
    page.first_seen, page.last_seen, page.members, seen.failures, seen.tests, seen.builds,
    latest.exemplar, latest.language, to_json(latest.frames) as frames, page.number,
    case when cost.failed > 0 then $12::int end as window_days, cost.failed as builds_failed,
    cost.blocked as builds_blocked, cost.delayed as builds_delayed, cost.retry_seconds,
    cost.retried, cost.never_passed, waited.minutes as wait_minutes,
    round(waited.minutes * 60 + cost.retry_seconds) as lost_seconds
from page
cross join lateral (
    select
        coalesce(sum(run.failures), 0)::bigint as failures,
        count(distinct run.test_id) as tests,
        count(distinct r.build_id) as builds
    from (
        select f.report_id, f.test_id, count(*) as failures
        from escapement.cluster h
        join escapement.signature s
            on s.project_id = $1::int
            and s.cluster_id = h.cluster_id
        join escapement.failure f
            on f.project_id = $1::int
            and f.signature_id = s.signature_id
            and f.received_at >= $5::timestamptz
        where h.project_id = $1::int
          and (h.cluster_id = page.cluster_id or h.root_id = page.cluster_id)
        group by f.report_id, f.test_id
    ) run
    join escapement.report r
        on r.project_id = $1::int
        and r.report_id = run.report_id
) seen
cross join lateral (
    select s.exemplar, s.language, s.frames
    from escapement.cluster h
    join escapement.signature s
        on s.project_id = $1::int
        and s.cluster_id = h.cluster_id
    where h.project_id = $1::int
      and (h.cluster_id = page.cluster_id or h.root_id = page.cluster_id)
    order by s.last_seen desc, s.signature_id desc
    limit 1
) latest
cross join lateral (
    select
        count(*) as failed,
        count(*) filter (where b.blocked) as blocked,
        count(*) filter (where b.delayed and not b.blocked) as delayed,
        coalesce(sum(b.retry_seconds), 0) as retry_seconds,
        coalesce(sum(b.retried), 0)::bigint as retried,
        coalesce(sum(b.never_passed), 0)::bigint as never_passed
    from (
        select
            bool_or(i.blocked) as blocked, bool_or(i.delayed) as delayed,
            sum(i.retry_seconds) as retry_seconds, sum(i.retried) as retried,
            sum(i.never_passed) as never_passed
        from escapement.cluster h
        join escapement.signature s
            on s.project_id = $1::int
            and s.cluster_id = h.cluster_id
        join escapement.impact_build i
            on i.project_id = $1::int
            and i.signature_id = s.signature_id
            and i.day > ($13::timestamptz at time zone 'UTC')::date - $12::int
        where h.project_id = $1::int
          and (h.cluster_id = page.cluster_id or h.root_id = page.cluster_id)
        group by i.build_id
    ) b
) cost
cross join lateral (
    select cost.blocked * $14::double precision + cost.delayed * $15::double precision as minutes
) waited
order by page.number desc, page.cluster_id desc;
