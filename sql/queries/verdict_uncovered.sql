-- Which tests failed in the attempts of a job in a way that their quarantine does not cover.
-- $1 project, $2 reports, $3 when they were received, $4 tests, all in quarantine
-- test_id
select distinct f.test_id
from unnest($2::bigint[], $3::timestamptz[]) as unit (report_id, received_at)
cross join lateral (
    select f.test_id, f.signature_id
    from escapement.failure f
    where f.project_id = $1::int
      and f.report_id = unit.report_id
      and f.received_at = unit.received_at
    offset 0) f
join unnest($4::int[]) as wanted (test_id)
  on wanted.test_id = f.test_id
cross join lateral (
    select q.quarantine_id
    from escapement.quarantine q
    where q.project_id = $1::int
      and q.test_id = f.test_id
      and q.state <> 'closed'
    limit 1) q
where not exists (
        select
        from escapement.quarantine_signature s
        where s.project_id = $1::int
          and s.quarantine_id = q.quarantine_id
          and s.signature_id = f.signature_id)
  and not exists (
        select
        from escapement.covered_by_line($1::int, q.quarantine_id, f.signature_id) l)
