-- The runs so small that they are looked at together with this one: those of the same minute.
-- $1 project, $2 report, $3 fewer tests than this ran in them, $4 seconds
-- report_id, tests that ran, incident (the newest of many failures or of one text that its failures
-- name; null: none)
select r.report_id, r.tests - r.skipped,
       (select max(i.incident_id)
        from escapement.failure f
        join escapement.incident i
          on i.project_id = $1::int
         and i.incident_id = f.incident_id
         and i.kind <> 'cascade'
        where f.project_id = $1::int
          and f.report_id = r.report_id
          and f.received_at = r.received_at)
from escapement.report me
join escapement.report r
  on r.project_id = $1::int
 and r.received_at > me.received_at - make_interval(secs => $4::double precision)
 and r.received_at < me.received_at + make_interval(secs => $4::double precision)
 and r.tests - r.skipped < $3::bigint
 and not r.untrusted
where me.project_id = $1::int
  and me.report_id = $2::bigint
order by r.report_id
