-- Clusters of signatures with their counts, a page at a time.
-- $1 project_id, $2 cluster_id, or one that was merged into it (null: all), $3 test that failed
-- so (null: any), $4 infrastructure (null: either), $5 since: what the counts cover, $6 part of
-- the name, a text or a frame (null: any), $7 sort: last_seen, failures or tests, $8, $9 after:
-- number and cluster_id of the last row (null: from the start), $10 limit, $11 seen since (null:
-- at any time)
-- Columns: cluster_id, name, text, ticket, owner, infrastructure, first_seen, last_seen, members,
-- failures, tests, builds (since $5), exemplar, language and frames (JSON) of the member seen last,
-- number (the place in the order)
-- Failures are counted for the rows of the page only, unless they make the order.
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
          and $7::text <> 'last_seen'
        group by 1, 2
    ) pair
    group by 1
), placed as (
    select
        whole.cluster_id, k.name, k.text, k.ticket, k.owner, k.infrastructure, whole.first_seen,
        whole.last_seen, whole.members,
        case $7::text
            when 'failures' then coalesce(counted.failures, 0)
            when 'tests' then coalesce(counted.tests, 0)
            else (extract(epoch from whole.last_seen) * 1000000)::bigint
        end as number
    from whole
    join escapement.cluster k
        on k.project_id = $1::int
        and k.cluster_id = whole.cluster_id
    left join counted
        on counted.cluster_id = whole.cluster_id
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
    latest.exemplar, latest.language, to_json(latest.frames) as frames, page.number
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
order by page.number desc, page.cluster_id desc;
