-- The incidents that failures in the attempts of a job up to this report are of.
-- $1 project, $2 report
-- incidents (JSON)
select coalesce(json_agg(json_build_object(
           'id', i.incident_id, 'kind', i.kind, 'tests', i.tests, 'failed', i.failed,
           'reports', i.reports, 'text', i.text) order by i.incident_id), '[]')
from escapement.incident i
where i.project_id = $1::int
  and i.incident_id in (
        select f.incident_id
        from escapement.report r
        join escapement.report u
          on u.project_id = $1::int
         and u.build_id = r.build_id
         and u.job = r.job
         and u.shard = r.shard
         and u.variant = r.variant
         and u.untrusted = r.untrusted
         and (u.attempt, u.report_id) <= (r.attempt, r.report_id)
        join escapement.failure f
          on f.project_id = $1::int
         and f.report_id = u.report_id
         and f.received_at = u.received_at
        where r.project_id = $1::int
          and r.report_id = $2::bigint)
