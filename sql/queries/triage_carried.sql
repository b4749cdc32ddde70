-- Notes on the rows of a triage since which week they wait for a decision.
-- $1 project, $2 triage
update escapement.triage_row r
set facts = r.facts || jsonb_build_object('carried_from', coalesce(o.facts ->> 'carried_from', last.week))
from (
    select t.triage_id, t.week
    from escapement.triage t
    where t.project_id = $1::int
      and t.triage_id < $2::bigint
    order by t.triage_id desc
    limit 1
) last
join escapement.triage_row o
  on o.project_id = $1::int
 and o.triage_id = last.triage_id
 and o.asks
where r.project_id = $1::int
  and r.triage_id = $2::bigint
  and r.asks
  and r.subject_kind = o.subject_kind
  and r.subject_id = o.subject_id
  and not exists (
        select
        from escapement.triage_decision d
        where d.project_id = $1::int
          and d.row_id = o.row_id)
