-- Adds a destination. No row: the name is taken, or there are as many as there may be.
-- $1 project, $2 key, $3 name, $4 kind, $5 address, $6 secret, $7 events, $8 title, $9 body,
-- $10 issue type, $11 on, $12 actor, $13 now, $14 most destinations
-- Columns: destination_id
insert into escapement.destination (project_id, key, name, kind, address, secret, events, title,
                                    body, issue_type, enabled, created_by, created_at, next_at)
select $1::int, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text[], $8::text, $9::text,
       $10::text, $11::boolean, $12::text, $13::timestamptz, $13::timestamptz
where (select count(*) from escapement.destination d where d.project_id = $1::int) < $14::bigint
on conflict (project_id, name) do nothing
returning destination_id
