-- Tells failures of some runs that they are of an incident: those of the tests, and with them of
-- tests that only failed because tests within them did; or else those that said the texts,
-- or what a person marked as infrastructure.
-- $1 project, $2 incident, $3 reports, $4 tests, $5 texts (masked), $6 what was marked, too
update escapement.failure f
set incident_id = $2::bigint,
    excused_by = case when f.excused_by = 'retry' then 'outage' else f.excused_by end
from escapement.report r
where r.project_id = $1::int
  and r.report_id = any ($3::bigint[])
  and f.project_id = $1::int
  and f.report_id = r.report_id
  and f.received_at = r.received_at
  and f.incident_id is null
  and (f.test_id = any ($4::int[])
       or (f.derived and cardinality($4::int[]) > 0)
       or (not f.derived
           and exists (
                select
                from escapement.said($1::int, f.signature_id) s
                where s.text = any ($5::text[])
                   or ($6::boolean and s.infrastructure))))
