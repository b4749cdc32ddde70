-- Sets a setting of a project.
-- $1 project, $2 name, $3 value, $4 actor, $5 now
insert into escapement.project_setting as s (project_id, name, value, changed_by, changed_at)
values ($1::int, $2, $3, $4, $5::timestamptz)
on conflict (project_id, name) do update
set value = excluded.value, changed_by = excluded.changed_by, changed_at = excluded.changed_at
