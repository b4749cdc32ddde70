-- Ends proposals that the rule made and that have no event left to rest on.
-- $1 project, $2 tests, $3 now
-- quarantine_id, test_id
update escapement.quarantine q
set state = 'closed',
    closed_at = $3::timestamptz,
    closed_by = 'rule',
    close_reason = 'what it rested on was an outage'
where q.project_id = $1::int
  and q.test_id = any ($2::int[])
  and q.state = 'proposed'
  and q.opened_by = 'rule'
  and not exists (
        select 1
        from escapement.flake_event e
        where e.project_id = $1::int
          and e.test_id = q.test_id
          and e.event_id = any (q.evidence))
returning q.quarantine_id, q.test_id
