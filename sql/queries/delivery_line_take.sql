-- Takes the line of a destination that is due first. No row: others were faster.
-- $1 project, $2 destination, $3 now, $4 holder, $5 until
-- Columns: subject_kind, subject_id
update escapement.delivery_line l
set holder = $4, until = $5::timestamptz
where l.project_id = $1::int
  and l.destination_id = $2::bigint
  and (l.subject_kind, l.subject_id) = (
      select c.subject_kind, c.subject_id
      from escapement.delivery_line c
      where c.project_id = $1::int
        and c.destination_id = $2::bigint
        and c.due_at <= $3::timestamptz
        and coalesce(c.until <= $3::timestamptz, true)
      order by c.due_at, c.subject_kind, c.subject_id
      limit 1
      for update skip locked)
returning l.subject_kind, l.subject_id
