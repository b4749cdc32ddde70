-- Removes a destination with its deliveries and what is known of its tickets.
-- $1 project, $2 destination
delete from escapement.destination d
where d.project_id = $1::int
  and d.destination_id = $2::bigint
