-- Notes what is known now of the tests of a triage. Events are counted since the last triage and in
-- as long a time before it; runs by whole days, from what the fold has summed.
-- $1 project, $2 triage
update escapement.triage_row r
set facts = r.facts || jsonb_build_object(
        'test', jsonb_build_object('id', t.test_id, 'suite', t.suite, 'classname', t.classname,
                                   'name', t.name, 'variant', t.variant, 'occurrence', t.occurrence),
        'owner', coalesce(nullif(q.owner, ''), nullif(t.owner, '')),
        'quarantine', q.document,
        'events', jsonb_build_object('now', e.now, 'before', e.before, 'total', e.total),
        'runs', jsonb_build_object('now', n.now, 'before', n.before),
        'builds', b.builds,
        'last_event_at', escapement.stamp(e.last_at),
        'score', (
            select jsonb_build_object('rate', s.rate, 'low', s.rate_low, 'high', s.rate_high,
                                      'flaky', s.flaky, 'broken', s.broken,
                                      'events', s.flips + s.blips, 'passes', s.passes)
            from escapement.test_score s
            where s.project_id = $1::int
              and s.test_id = t.test_id
        ),
        'signature', (
            select jsonb_build_object('id', g.signature_id, 'text', g.text)
            from escapement.failure f
            join escapement.signature g
              on g.project_id = $1::int
             and g.signature_id = f.signature_id
            where f.project_id = $1::int
              and f.test_id = t.test_id
            order by f.report_id desc, f.attempt desc
            limit 1
        ))
from escapement.triage w
join escapement.test t
  on t.project_id = $1::int
cross join lateral (
    select count(*) filter (where e.happened_at > w.since)::int as now,
           count(*) filter (where e.happened_at <= w.since
                              and e.happened_at > w.since - (w.opened_at - w.since))::int as before,
           count(*)::int as total,
           max(e.happened_at) as last_at
    from escapement.flake_event e
    where e.project_id = $1::int
      and e.test_id = t.test_id
) e
cross join lateral (
    select count(distinct p.build_id)::int as builds
    from escapement.failure f
    join escapement.report p
      on p.project_id = $1::int
     and p.report_id = f.report_id
    where f.project_id = $1::int
      and f.test_id = t.test_id
      and f.received_at > w.since
) b
cross join lateral (
    select sum(s.runs) filter (where s.ends = 0) - coalesce(sum(s.runs) filter (where s.ends = 1), 0) as now,
           sum(s.runs) filter (where s.ends = 1) - coalesce(sum(s.runs) filter (where s.ends = 2), 0) as before
    from (
        select d.ends, (
                select y.runs[t.test_id % 4096 + 1]
                from escapement.tally y
                where y.project_id = $1::int
                  and y.class = c.class
                  and y.chunk = t.test_id / 4096
                  and y.day <= d.day
                order by y.day desc
                limit 1
            ) as runs
        from (values ('protected'), ('other')) as c (class)
        cross join (values
            (0, (w.opened_at at time zone 'UTC')::date),
            (1, (w.since at time zone 'UTC')::date - 1),
            (2, ((w.since - (w.opened_at - w.since)) at time zone 'UTC')::date - 1)
        ) as d (ends, day)
    ) s
) n
left join lateral (
    select q.owner,
           jsonb_build_object('id', q.quarantine_id, 'state', q.state, 'reason', q.reason,
                              'opened_by', q.opened_by, 'opened_at', escapement.stamp(q.opened_at),
                              'review_at', escapement.stamp(q.review_at), 'ticket', q.ticket,
                              'closed_at', escapement.stamp(q.closed_at), 'closed_by', q.closed_by,
                              'close_reason', q.close_reason) as document
    from escapement.quarantine q
    where q.project_id = $1::int
      and q.test_id = t.test_id
      and (q.state <> 'closed' or q.closed_at > w.since)
    order by q.quarantine_id desc
    limit 1
) q on true
where w.project_id = $1::int
  and w.triage_id = $2::bigint
  and r.project_id = $1::int
  and r.triage_id = $2::bigint
  and r.subject_kind = 'test'
  and t.test_id = r.subject_id
