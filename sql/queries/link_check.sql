-- What stands against a link of two tests: one that there is not, or a chain that leads from the new
-- one to the old one already, so that it would have no beginning.
-- $1 project, $2 old test, $3 new test
-- tests that there are, whether it would go round
with recursive former as (
    select k.old_test_id as test_id, 1 as depth
    from escapement.test_link k
    where k.project_id = $1::int
      and k.new_test_id = $2::int
      and k.undone_at is null
    union all
    select k.old_test_id, f.depth + 1
    from former f
    join escapement.test_link k
      on k.project_id = $1::int
     and k.new_test_id = f.test_id
     and k.undone_at is null
    where f.depth < 1000
)
select
    (
        select count(*)
        from escapement.test t
        where t.project_id = $1::int
          and t.test_id in ($2::int, $3::int)
    ),
    exists (
        select
        from former f
        where f.test_id = $3::int
    )
