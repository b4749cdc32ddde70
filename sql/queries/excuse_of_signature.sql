-- The ledger of one signature, newest first: where the rows of a page are.
-- $1 project_id, $2 to $10 as in excuse_recent, $11 signature_id
-- Columns: as in excuse_recent
select (extract(epoch from f.received_at) * 1000000)::bigint, f.report_id, f.test_id, f.attempt,
       f.test_id || ' ' || f.attempt
from escapement.failure f
where f.project_id = $1::int
  and f.signature_id = $11::bigint
  and f.excused_by is not null
  and ($2::text is null or f.excused_by = $2::text)
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
