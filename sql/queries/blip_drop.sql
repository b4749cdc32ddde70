-- Takes back blips: by what is known now they are none.
-- $1 project, $2 events
delete from escapement.flake_event e
where e.project_id = $1::int
  and e.kind = 'blip'
  and e.event_id = any ($2::bigint[])
