-- Notes what is known now of the signatures of a triage.
-- $1 project, $2 triage
update escapement.triage_row r
set facts = r.facts || jsonb_build_object(
        'signature', jsonb_build_object('id', g.signature_id, 'text', g.text),
        'first_seen', escapement.stamp(g.first_seen),
        'last_seen', escapement.stamp(g.last_seen))
from escapement.signature g
where r.project_id = $1::int
  and r.triage_id = $2::bigint
  and r.subject_kind = 'signature'
  and g.project_id = $1::int
  and g.signature_id = r.subject_id
