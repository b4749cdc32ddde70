-- Makes a project, the counter that gives out its test ids, and the gates that it begins with. No row when the name is taken.
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
), gated as (
    insert into escapement.gate
        (project_id, name, stage, rank, budget_seconds, blocking, consequence, retries_allowed,
         changed_at)
    select made.project_id, g.name, g.stage, g.rank, g.budget_seconds, g.blocking, g.consequence, 1,
           $2::timestamptz
    from made
    cross join escapement.gate_defaults() g
)
select project_id
from made;
