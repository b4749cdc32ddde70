-- Lists in a triage the tests that alarms were raised of since the last one.
-- $1 project, $2 triage, $3 at most
with alarm as (
    select o.subject_id as test_id, max(o.outbox_id) as newest,
           jsonb_agg(jsonb_build_object('event', o.event, 'at', escapement.stamp(o.added_at),
                                        'reason', o.payload ->> 'reason') order by o.outbox_id) as alarms
    from escapement.outbox o
    join escapement.triage g
      on g.project_id = $1::int
     and g.triage_id = $2::bigint
    where o.project_id = $1::int
      and o.subject_kind = 'test'
      and o.event like 'alarm.%'
      and o.added_at > g.since
      and o.added_at <= g.opened_at
    group by o.subject_id
)
insert into escapement.triage_row (project_id, triage_id, section, subject_kind, subject_id, place, asks, facts)
select $1::int, $2::bigint, 'alarms', 'test', a.test_id, row_number() over (order by a.newest desc), true,
       jsonb_build_object('alarms', a.alarms)
from alarm a
order by 6
limit $3::bigint
on conflict (project_id, triage_id, subject_kind, subject_id) do nothing
