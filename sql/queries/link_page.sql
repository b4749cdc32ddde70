-- Links between tests, newest first, a page at a time.
-- $1 project_id, $2 link_id (null: all), $3 undone (null: both), $4 test at either end (null: any),
-- $5 after: link_id of the last row (null: from the newest), $6 limit
-- Columns: link_id, the old test (test_id, suite, classname, name, variant, occurrence), the new
-- test (the same), kind, report_id, sha, opened_by, opened_at, undone_by, undone_at, undo_reason
with page as materialized (
    select
        k.link_id, k.old_test_id, k.new_test_id, k.kind, k.report_id, k.opened_by, k.opened_at,
        k.undone_by, k.undone_at, k.undo_reason
    from escapement.test_link k
    where k.project_id = $1::int
      and ($2::bigint is null or k.link_id = $2::bigint)
      and ($3::boolean is null or (k.undone_at is not null) = $3::boolean)
      and ($4::int is null or k.old_test_id = $4::int or k.new_test_id = $4::int)
      and ($5::bigint is null or k.link_id < $5::bigint)
    order by k.link_id desc
    limit $6::bigint
)
select
    page.link_id,
    o.test_id, o.suite, o.classname, o.name, o.variant, o.occurrence,
    n.test_id, n.suite, n.classname, n.name, n.variant, n.occurrence,
    page.kind, page.report_id, c.sha, page.opened_by, page.opened_at, page.undone_by,
    page.undone_at, page.undo_reason
from page
-- one by one: a plan that was made while there were few tests would read them all for each row
cross join lateral (
    select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence
    from escapement.test t
    where t.project_id = $1::int
      and t.test_id = page.old_test_id
    limit 1
) o
cross join lateral (
    select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence
    from escapement.test t
    where t.project_id = $1::int
      and t.test_id = page.new_test_id
    limit 1
) n
left join lateral (
    select c.sha
    from escapement.report r
    join escapement.commit c
      on c.project_id = $1::int
     and c.commit_id = r.commit_id
    where r.project_id = $1::int
      and r.report_id = page.report_id
    limit 1
) c on true
order by page.link_id desc;
