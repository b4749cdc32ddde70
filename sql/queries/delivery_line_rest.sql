-- Lets a line rest in which nothing waits. Its row has to be held, so that nothing comes between.
-- $1 project, $2 destination, $3 subject kind, $4 subject id
update escapement.delivery_line l
set due_at = null, holder = null, until = null
where l.project_id = $1::int
  and l.destination_id = $2::bigint
  and l.subject_kind = $3
  and l.subject_id = $4::bigint
  and not exists (
      select
      from escapement.delivery d
      where d.project_id = $1::int
        and d.destination_id = $2::bigint
        and d.subject_kind = $3
        and d.subject_id = $4::bigint
        and d.state = 'pending')
