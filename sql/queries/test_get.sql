-- One test with its standing.
-- $1 project_id, $2 test_id, $3 now
-- Columns: as test_page, without number and word
select
    t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.file, t.line,
    t.owner, t.layer, t.population,
    coalesce(s.health, 'healthy') as health,
    t.first_seen,
    coalesce(s.failing_runs, 0) as failing_runs,
    coalesce(s.events, 0) as events,
    (
        select count(distinct r.build_id)
        from escapement.failure f
        join escapement.report r
            on r.project_id = $1::int
            and r.report_id = f.report_id
        where f.project_id = $1::int
          and f.test_id = $2::int
    ) as builds_affected,
    s.last_failure_at, s.last_event_at,
    q.quarantine_id, q.state, q.reason, q.opened_by, q.opened_at, q.review_at,
    q.state <> 'proposed' and q.review_at <= $3::timestamptz as expired,
    q.owner, q.ticket
from escapement.test t
left join escapement.test_state s
    on s.project_id = $1::int
    and s.test_id = t.test_id
left join escapement.quarantine q
    on q.project_id = $1::int
    and q.test_id = t.test_id
    and q.state <> 'closed'
where t.project_id = $1::int
  and t.test_id = $2::int;
