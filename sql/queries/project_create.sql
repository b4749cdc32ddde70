-- Makes a project and the counter that gives out its test ids. No row when the name is taken.
-- $1 name, $2 now
-- Columns: project_id
with made as (
    insert into escapement.project (name, created_at)
    values ($1::text, $2::timestamptz)
    on conflict (name) do nothing
    returning project_id
), counted as (
    insert into escapement.project_counter (project_id)
    select project_id
    from made
)
select project_id
from made;
