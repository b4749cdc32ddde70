-- The incidents that failures in the attempts of a job are of.
-- $1 project, $2 reports, $3 when they were received
-- incidents (JSON)
select coalesce(json_agg(json_build_object(
           'id', i.incident_id, 'kind', i.kind, 'tests', i.tests, 'failed', i.failed,
           'reports', i.reports, 'text', i.text) order by i.incident_id), '[]')
from escapement.incident i
where i.project_id = $1::int
  and i.incident_id in (
        select f.incident_id
        from unnest($2::bigint[], $3::timestamptz[]) as unit (report_id, received_at)
        cross join lateral (
            select f.incident_id
            from escapement.failure f
            where f.project_id = $1::int
              and f.report_id = unit.report_id
              and f.received_at = unit.received_at
            offset 0) f)
