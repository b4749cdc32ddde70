-- What a test was called before, nearest first, and what it goes on as.
-- $1 project_id, $2 test_id, $3 how many names back at most
-- Columns: is_later (it goes on as this one), the test (test_id, suite, classname, name, variant,
-- occurrence), link_id, kind, report_id, sha, opened_by, opened_at, events, quarantine_id (in
-- force), both_run (the old name was reported again after the new one came)
with recursive chain as (
    select k.link_id, k.old_test_id, k.old_test_id as test_id, 1 as depth
    from escapement.test_link k
    where k.project_id = $1::int
      and k.new_test_id = $2::int
      and k.undone_at is null
    union all
    select k.link_id, k.old_test_id, k.old_test_id, c.depth + 1
    from chain c
    join escapement.test_link k
        on k.project_id = $1::int
        and k.new_test_id = c.old_test_id
        and k.undone_at is null
    where c.depth < $3::int
), other as materialized (
    select chain.link_id, chain.old_test_id, chain.test_id, chain.depth
    from chain
    union all
    select k.link_id, k.old_test_id, k.new_test_id, 0
    from escapement.test_link k
    where k.project_id = $1::int
      and k.old_test_id = $2::int
      and k.undone_at is null
)
select
    other.depth = 0 as is_later,
    t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence,
    k.link_id, k.kind, k.report_id, c.sha, k.opened_by, k.opened_at,
    coalesce(s.events, 0) as events,
    q.quarantine_id,
    exists (
        select
        from escapement.test_list l
        join escapement.report later
            on later.project_id = $1::int
            and later.list_id = l.list_id
        where l.project_id = $1::int
          and l.test_ids @> array[other.old_test_id]
          and later.received_at > k.opened_at
    ) as both_run
from other
join escapement.test_link k
    on k.project_id = $1::int
    and k.link_id = other.link_id
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = other.test_id
left join escapement.report r
    on r.project_id = $1::int
    and r.report_id = k.report_id
left join escapement.commit c
    on c.project_id = $1::int
    and c.commit_id = r.commit_id
left join escapement.test_state s
    on s.project_id = $1::int
    and s.test_id = other.test_id
left join escapement.quarantine q
    on q.project_id = $1::int
    and q.test_id = other.test_id
    and q.state in ('active', 'proving')
order by other.depth;
