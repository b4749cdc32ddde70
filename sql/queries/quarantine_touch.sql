-- Counts a change to the quarantine of a project, in the transaction of the change.
-- $1 project
insert into escapement.quarantine_version as v (project_id, version)
values ($1::int, 1)
on conflict (project_id) do update
set version = v.version + 1
