-- Gives a line back. No row: it was not ours any more.
-- $1 project, $2 destination, $3 subject kind, $4 subject id, $5 holder, $6 when it is due again
-- Columns: subject_id
update escapement.delivery_line l
set holder = null, until = null, due_at = $6::timestamptz
where l.project_id = $1::int
  and l.destination_id = $2::bigint
  and l.subject_kind = $3
  and l.subject_id = $4::bigint
  and l.holder = $5
returning l.subject_id
