-- The ledger, newest first: where the rows of a page are. One walk down an index for each excuse.
-- $1 project_id, $2 excused by (null: anything), $3 from, $4 before (null: any time), $5 job (null:
-- any), $6 after: received_at in microseconds, $7 report_id, $8 test_id, $9 attempt (null: from the
-- newest), $10 limit
-- Columns: received_at in microseconds, report_id, test_id, attempt, place (the last two)
select (extract(epoch from k.received_at) * 1000000)::bigint, k.report_id, k.test_id, k.attempt,
       k.test_id || ' ' || k.attempt
from (values ('retry'), ('quarantine'), ('outage')) as way (name)
cross join lateral (
    select f.received_at, f.report_id, f.test_id, f.attempt
    from escapement.failure f
    where f.project_id = $1::int
      and f.excused_by = way.name
      and f.received_at >= coalesce($3::timestamptz, '-infinity')
      and f.received_at < coalesce($4::timestamptz, 'infinity')
      and f.received_at <= coalesce(timestamptz 'epoch' + $6::bigint * interval '1 microsecond', 'infinity')
      and (
          $6::bigint is null
          or (f.received_at, f.report_id, f.test_id, f.attempt)
              < (timestamptz 'epoch' + $6::bigint * interval '1 microsecond', $7::bigint, $8::int, $9::int)
      )
      and (
          $5::text is null
          or exists (
              select
              from escapement.report r
              where r.project_id = $1::int
                and r.report_id = f.report_id
                and r.job = $5::text)
      )
    order by f.received_at desc, f.report_id desc, f.test_id desc, f.attempt desc
    limit $10::bigint
) k
where $2::text is null
   or way.name = $2::text
order by k.received_at desc, k.report_id desc, k.test_id desc, k.attempt desc
limit $10::bigint
