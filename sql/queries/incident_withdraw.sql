-- Takes back the events of runs in which the test failed in nothing but an incident.
-- $1 project, $2 reports
-- test_id
delete from escapement.flake_event e
where e.project_id = $1::int
  and e.report_id = any ($2::bigint[])
  and not exists (
        select 1
        from escapement.failure f
        where f.project_id = $1::int
          and f.report_id = e.report_id
          and f.received_at = e.happened_at
          and f.test_id = e.test_id
          and not f.derived
          and f.incident_id is null)
returning e.test_id
