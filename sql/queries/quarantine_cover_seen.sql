-- Covers every signature that a test failed with since a time, in trusted reports.
-- $1 project, $2 quarantine, $3 now, $4 test, $5 since
insert into escapement.quarantine_signature (project_id, quarantine_id, signature_id, added_at)
select distinct $1::int, $2::bigint, f.signature_id, $3::timestamptz
from escapement.failure f
where f.project_id = $1::int
  and f.test_id = $4::int
  and f.received_at >= $5::timestamptz
  and not exists (
      select
      from escapement.report r
      where r.project_id = $1::int
        and r.report_id = f.report_id
        and r.untrusted)
on conflict (project_id, quarantine_id, signature_id) do nothing
