-- A triage as a document, with its rows in order and what was decided on each.
-- $1 project, $2 triage
-- document
select json_build_object(
    'id', t.triage_id, 'week', t.week, 'state', t.state, 'since', escapement.stamp(t.since),
    'opened_at', escapement.stamp(t.opened_at), 'opened_by', t.opened_by,
    'closed_at', escapement.stamp(t.closed_at), 'closed_by', t.closed_by,
    'decided', coalesce(r.decided, 0), 'asking', coalesce(r.asking, 0), 'rows', coalesce(r.list, '[]'))
from escapement.triage t
cross join lateral (
    select count(*) filter (where r.asks and d.row_id is not null) as decided,
           count(*) filter (where r.asks) as asking,
           json_agg(json_build_object(
               'id', r.row_id, 'section', r.section,
               'subject', json_build_object('kind', r.subject_kind, 'id', r.subject_id),
               'asks', r.asks, 'facts', r.facts,
               'decision', case when d.row_id is not null then json_build_object(
                   'decision', d.decision, 'owner', d.owner, 'due_on', d.due_on, 'reason', d.reason,
                   'by', d.decided_by, 'at', escapement.stamp(d.decided_at)) end)
               order by array_position(
                            '{promises,alarms,expired,new,worse,unowned,recovered}'::text[], r.section),
                        r.place, r.row_id) as list
    from escapement.triage_row r
    left join escapement.triage_decision d
      on d.project_id = $1::int
     and d.row_id = r.row_id
    where r.project_id = $1::int
      and r.triage_id = t.triage_id
) r
where t.project_id = $1::int
  and t.triage_id = $2::bigint
