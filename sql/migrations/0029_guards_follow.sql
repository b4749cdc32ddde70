-- A guard goes on under the later names of its test, as long as the links between them hold. Without
-- settings of its own, a function is planned with the statement around it: every verdict asks this one.

create function escapement.guard_names(project int)
returns table (guard_id bigint, test_id int, step int)
language sql stable parallel safe rows 100 as $$
with recursive name as (
    select g.guard_id, g.test_id, 0 as step
    from escapement.test_guard g
    where g.project_id = project
      and g.ended_at is null
    union all
    select name.guard_id, k.new_test_id, name.step + 1
    from name
    join escapement.test_link k
      on k.project_id = project
     and k.old_test_id = name.test_id
     and k.undone_at is null
    where name.step < 1000
)
select name.guard_id, name.test_id, name.step
from name
$$;
comment on function escapement.guard_names is 'The tests of the guards that stand: the one that was named (step 0), and what it goes on as.';
