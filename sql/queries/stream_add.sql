-- Adds reports to streams, and says which places of them are touched: where each commit stands, and
-- where it stood before an earlier run of it became known.
-- $1 project, $2 streams, $3 commits, $4 reports, $5 when each began (microseconds since 1970)
-- stream_id, place
with given as materialized (
    select u.stream_id, u.commit_id, u.report_id,
           'epoch'::timestamptz + u.at * interval '1 microsecond' as at
    from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
         as u (stream_id, commit_id, report_id, at)
),
noted as (
    insert into escapement.stream_report (project_id, stream_id, commit_id, report_id)
    select $1::int, g.stream_id, g.commit_id, g.report_id
    from given g
),
stood as materialized (
    select c.stream_id, c.commit_id, c.at
    from (
        select distinct given.stream_id, given.commit_id
        from given
    ) g
    join escapement.stream_commit c
      on c.project_id = $1::int
     and c.stream_id = g.stream_id
     and c.commit_id = g.commit_id
),
stands as (
    insert into escapement.stream_commit as c (project_id, stream_id, commit_id, at)
    select $1::int, g.stream_id, g.commit_id, min(g.at)
    from given g
    group by g.stream_id, g.commit_id
    on conflict (project_id, stream_id, commit_id) do update
    set at = least(c.at, excluded.at)
    returning c.stream_id, c.at
)
select p.stream_id, (extract(epoch from p.at) * 1000000)::bigint as place
from (
    select stood.stream_id, stood.at
    from stood
    union
    select stands.stream_id, stands.at
    from stands
) p
order by p.stream_id, place
