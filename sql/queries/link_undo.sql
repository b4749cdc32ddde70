-- Undoes a link that holds.
-- $1 project, $2 link, $3 actor, $4 now, $5 reason
-- link_id
update escapement.test_link
set undone_by = $3, undone_at = $4, undo_reason = $5
where project_id = $1::int
  and link_id = $2::bigint
  and undone_at is null
returning link_id
