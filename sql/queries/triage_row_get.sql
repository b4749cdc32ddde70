-- A row of a triage, and what was decided on it as the audit keeps that.
-- $1 project, $2 triage, $3 row
-- subject_kind, subject_id, state of the triage, decision (JSON; null: none)
select r.subject_kind, r.subject_id, t.state,
       case when d.row_id is not null then jsonb_build_object(
           'row', d.row_id, 'decision', d.decision, 'owner', d.owner, 'due_on', d.due_on,
           'reason', d.reason) end
from escapement.triage_row r
join escapement.triage t
  on t.project_id = $1::int
 and t.triage_id = r.triage_id
left join escapement.triage_decision d
  on d.project_id = $1::int
 and d.row_id = r.row_id
where r.project_id = $1::int
  and r.triage_id = $2::bigint
  and r.row_id = $3::bigint
