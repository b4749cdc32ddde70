-- What failed in the reports of some commits of a stream, a row a report.
-- $1 project, $2 stream, $3 commits
-- commit_id, report_id, list_id, tests that ended failing in it, and those that did so in an
-- incident: they are no evidence
select s.commit_id, s.report_id, r.list_id, f.failed, f.in_incident
from escapement.stream_report s
join escapement.report r
  on r.project_id = $1::int
 and r.report_id = s.report_id
cross join lateral (
    select coalesce(array_agg(t.test_id) filter (where not t.in_incident), '{}') as failed,
           coalesce(array_agg(t.test_id) filter (where t.in_incident), '{}') as in_incident
    from (
        select f.test_id, bool_or(f.incident_id is not null) as in_incident
        from escapement.failure f
        where f.project_id = $1::int
          and f.report_id = s.report_id
          and f.received_at = r.received_at
          and f.final
          and not f.derived
        group by f.test_id
    ) t
) f
where s.project_id = $1::int
  and s.stream_id = $2::bigint
  and s.commit_id = any ($3::bigint[])
order by s.commit_id, s.report_id
