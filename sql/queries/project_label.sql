-- Remembers that tests of a project may have labels.
-- $1 project
update escapement.project
set labelled = true
where project_id = $1::int
  and not labelled
