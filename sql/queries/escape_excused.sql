-- The ledger on some commits: failures that did not stop a build. Tests of one's choice come first,
-- then those of a layer.
-- $1 project, $2 commits, $3 tests that come first, $4 layer, $5 limit
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), layer, sha, excused_by,
-- quarantine_id, incident_id, signature_id, signature, report_id, build_id, received_at, total (rows
-- in all)
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.layer, c.sha,
       f.excused_by, f.quarantine_id, f.incident_id, g.signature_id, g.text as signature,
       r.report_id, r.build_id, r.received_at, count(*) over () as total
from escapement.commit c
join escapement.report r
  on r.project_id = $1::int
 and r.commit_id = c.commit_id
join escapement.failure f
  on f.project_id = $1::int
 and f.report_id = r.report_id
 and f.received_at = r.received_at
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = f.test_id
join escapement.signature g
  on g.project_id = $1::int
 and g.signature_id = f.signature_id
where c.project_id = $1::int
  and c.sha = any ($2::text[])
  and f.excused_by is not null
  and not r.untrusted
order by t.test_id = any ($3::int[]) desc, t.layer is not distinct from $4::text desc,
         f.excused_by = 'outage', r.received_at, r.report_id, t.test_id, f.attempt
limit $5::bigint
