-- Whether a line is still held.
-- $1 project, $2 destination, $3 subject kind, $4 subject id, $5 holder, $6 now
-- Columns: subject_id
select l.subject_id
from escapement.delivery_line l
where l.project_id = $1::int
  and l.destination_id = $2::bigint
  and l.subject_kind = $3
  and l.subject_id = $4::bigint
  and l.holder = $5
  and l.until > $6::timestamptz
for update
