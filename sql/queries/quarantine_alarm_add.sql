-- Notes failures in a report that the quarantine of their test does not cover, each once.
-- $1 project, $2 report, $3 tests, $4 now
-- quarantine_id, signature_id, text of the signature
with new as (
    insert into escapement.quarantine_alarm (project_id, quarantine_id, signature_id, report_id, raised_at)
    select distinct $1::int, q.quarantine_id, f.signature_id, r.report_id, $4::timestamptz
    from escapement.report r
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = r.report_id
     and f.received_at = r.received_at
     and f.test_id = any ($3::int[])
     and f.incident_id is null
    join escapement.quarantine q
      on q.project_id = $1::int
     and q.test_id = f.test_id
     and q.state in ('active', 'proving')
    where r.project_id = $1::int
      and r.report_id = $2::bigint
      and not r.untrusted
      and not exists (
          select
          from escapement.quarantine_signature c
          where c.project_id = $1::int
            and c.quarantine_id = q.quarantine_id
            and c.signature_id = f.signature_id)
      and not exists (
          select
          from escapement.covered_by_line($1::int, q.quarantine_id, f.signature_id) l)
    on conflict (project_id, quarantine_id, signature_id) do nothing
    returning quarantine_id, signature_id
)
select new.quarantine_id, new.signature_id, s.text
from new
join escapement.signature s
  on s.project_id = $1::int
 and s.signature_id = new.signature_id
order by new.quarantine_id, new.signature_id
