-- Takes over what the last triage left undecided, unless it was settled since: a test whose
-- quarantine began or ended meanwhile is.
-- $1 project, $2 triage, $3 at most
with last as (
    select t.triage_id, t.week, t.opened_at
    from escapement.triage g
    join escapement.triage t
      on t.project_id = $1::int
     and t.triage_id < g.triage_id
    where g.project_id = $1::int
      and g.triage_id = $2::bigint
    order by t.triage_id desc
    limit 1
)
insert into escapement.triage_row as r (project_id, triage_id, section, subject_kind, subject_id, place, asks, facts)
select $1::int, $2::bigint, o.section, o.subject_kind, o.subject_id, o.place + 10000, true,
       jsonb_strip_nulls(jsonb_build_object(
           'alarms', o.facts -> 'alarms', 'tests', o.facts -> 'tests',
           'runs_of_signature', o.facts -> 'runs_of_signature'))
from last
join escapement.triage_row o
  on o.project_id = $1::int
 and o.triage_id = last.triage_id
where o.asks
  and o.section in ('alarms', 'new', 'worse')
  and not exists (
        select
        from escapement.triage_decision d
        where d.project_id = $1::int
          and d.row_id = o.row_id)
  and not exists (
        select
        from escapement.quarantine q
        where q.project_id = $1::int
          and o.subject_kind = 'test'
          and q.test_id = o.subject_id
          and (q.activated_at > last.opened_at or q.closed_at > last.opened_at))
order by 6
limit $3::bigint
on conflict (project_id, triage_id, subject_kind, subject_id) do nothing
