-- Lists in a triage what was promised (to fix, to delete) and not yet found kept, with how it stands.
-- A fix is kept when the quarantine ended after it, or the day has passed, with no flaky event since
-- the last triage; a deletion when the test runs no more.
-- $1 project, $2 triage, $3 at most
with promise as (
    select distinct on (r.subject_kind, r.subject_id)
           r.subject_kind, r.subject_id, d.decision, d.owner, d.due_on, d.reason, d.decided_by,
           d.decided_at, t.week
    from escapement.triage_decision d
    join escapement.triage_row r
      on r.project_id = $1::int
     and r.row_id = d.row_id
    join escapement.triage t
      on t.project_id = $1::int
     and t.triage_id = r.triage_id
    where d.project_id = $1::int
    order by r.subject_kind, r.subject_id, d.decided_at desc
),
standing as (
    select p.subject_kind, p.subject_id, p.decision, p.owner, p.due_on, p.reason, p.decided_by,
           p.decided_at, p.week, e.events, q.ended, q.stands, ran.runs,
           p.due_on < g.opened_at::date as due
    from promise p
    join escapement.triage g
      on g.project_id = $1::int
     and g.triage_id = $2::bigint
    cross join lateral (
        select count(*)::int as events
        from (
            select e.event_id
            from escapement.flake_event e
            where e.project_id = $1::int
              and p.subject_kind = 'test'
              and e.test_id = p.subject_id
              and e.happened_at > greatest(p.decided_at, g.since)
            union all
            select f.report_id
            from escapement.failure f
            where f.project_id = $1::int
              and p.subject_kind = 'signature'
              and f.signature_id = p.subject_id
              and f.received_at > greatest(p.decided_at, g.since)
        ) e
    ) e
    cross join lateral (
        select coalesce(bool_or(q.closed_at > p.decided_at), false) as ended,
               coalesce(bool_or(q.state <> 'closed'), false) as stands
        from escapement.quarantine q
        where q.project_id = $1::int
          and p.subject_kind = 'test'
          and q.test_id = p.subject_id
    ) q
    cross join lateral (
        select count(*)::int as runs
        from escapement.test_list l
        join escapement.report r
          on r.project_id = $1::int
         and r.list_id = l.list_id
        where p.decision = 'delete'
          and l.project_id = $1::int
          and l.test_ids @> array[p.subject_id::int]
          and r.received_at > greatest(p.decided_at, g.since)
    ) ran
    where p.decision in ('fix', 'delete')
      and not exists (
            select
            from escapement.triage_row k
            join escapement.triage t
              on t.project_id = $1::int
             and t.triage_id = k.triage_id
            where k.project_id = $1::int
              and k.subject_kind = p.subject_kind
              and k.subject_id = p.subject_id
              and k.section = 'promises'
              and k.facts -> 'promise' ->> 'state' = 'kept'
              and t.opened_at > p.decided_at)
),
judged as (
    select s.subject_kind, s.subject_id, s.decision, s.owner, s.due_on, s.reason, s.decided_by,
           s.decided_at, s.week, s.events, s.runs,
           case
               when s.decision = 'delete' and s.runs = 0 then 'kept'
               when s.decision = 'delete' and s.due is not false then 'overdue'
               when s.decision = 'delete' then 'waiting'
               when s.ended and not s.stands and s.events = 0 then 'kept'
               when not s.due then 'waiting'
               when s.events > 0 then 'flaking'
               when s.stands then 'overdue'
               else 'kept'
           end as state
    from standing s
)
insert into escapement.triage_row (project_id, triage_id, section, subject_kind, subject_id, place, asks, facts)
select $1::int, $2::bigint, 'promises', j.subject_kind, j.subject_id,
       row_number() over (order by j.state in ('flaking', 'overdue') desc, j.due_on, j.subject_id),
       j.state in ('flaking', 'overdue'),
       jsonb_build_object('promise', jsonb_build_object(
           'decision', j.decision, 'owner', j.owner, 'due_on', j.due_on, 'reason', j.reason,
           'by', j.decided_by, 'at', escapement.stamp(j.decided_at), 'week', j.week, 'state', j.state,
           'events_since', j.events, 'runs_since', case when j.decision = 'delete' then j.runs end))
from judged j
order by 6
limit $3::bigint
on conflict (project_id, triage_id, subject_kind, subject_id) do nothing
