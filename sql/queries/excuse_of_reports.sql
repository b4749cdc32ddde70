-- The ledger of one build, or of the commits that begin alike, newest first: where the rows of a
-- page are.
-- $1 project_id, $2 to $10 as in excuse_recent, $11 signature_id (null: any), $12 test_id (null:
-- any), $13 build_id (null: any), $14 commit, lower case (null: any; one of the two is given)
-- Columns: as in excuse_recent
with run as materialized (
    select r.report_id, r.received_at, r.job
    from escapement.report r
    where r.project_id = $1::int
      and r.build_id = $13::bigint
      and (
          $14::text is null
          or exists (
              select
              from escapement.commit c
              where c.project_id = $1::int
                and c.commit_id = r.commit_id
                and starts_with(c.sha, $14::text))
      )
    union all
    select r.report_id, r.received_at, r.job
    from escapement.commit c
    join escapement.report r
        on r.project_id = $1::int
        and r.commit_id = c.commit_id
    where c.project_id = $1::int
      and c.sha >= $14::text
      and c.sha < $14::text || 'g'
      and $13::bigint is null
)
select (extract(epoch from f.received_at) * 1000000)::bigint, f.report_id, f.test_id, f.attempt,
       f.test_id || ' ' || f.attempt
from run
cross join lateral (
    select f.received_at, f.report_id, f.test_id, f.attempt
    from escapement.failure f
    where f.project_id = $1::int
      and f.received_at = run.received_at
      and f.report_id = run.report_id
      and f.excused_by is not null
      and ($12::int is null or f.test_id = $12::int)
      and ($11::bigint is null or f.signature_id = $11::bigint)
      and ($2::text is null or f.excused_by = $2::text)
      and (
          $6::bigint is null
          or (f.received_at, f.report_id, f.test_id, f.attempt)
              < (timestamptz 'epoch' + $6::bigint * interval '1 microsecond', $7::bigint, $8::int, $9::int)
      )
    order by f.test_id desc, f.attempt desc
    limit $10::bigint
) f
where run.received_at >= coalesce($3::timestamptz, '-infinity')
  and run.received_at < coalesce($4::timestamptz, 'infinity')
  and ($5::text is null or run.job = $5::text)
order by f.received_at desc, f.report_id desc, f.test_id desc, f.attempt desc
limit $10::bigint
