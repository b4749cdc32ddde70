-- Links the tests that a report brought to those that it lacks against the last whole report of its
-- job, where a class or a suite plainly goes on under another name: all tests of the old one are
-- gone, all of the new one were first seen since, they hold the same cases (name, variant,
-- occurrence; for a suite the class too), no other group that went or came holds just these, and
-- they are two at least or the last part of the name is the same.
-- $1 project, $2 list of the report, $3 report, $4 when it was received, $5 job, $6 shard,
-- $7 variant, $8 whether the report falls short: then it links only when all that is gone has come
-- back
-- how many links were made
-- Everything is put together by grouping: that takes the same time whatever the planner expects.
with lists as materialized (
    select l.test_ids as here, o.test_ids as before, last_whole.received_at
    from escapement.test_list l
    cross join (
        select r.list_id, r.received_at
        from escapement.report r
        where r.project_id = $1::int
          and r.job = $5::text
          and r.shard = $6::text
          and r.variant = $7::text
          and r.report_id < $3::bigint
          and not r.damaged
          and not r.untrusted
          and not r.short
          and r.causes = '{}'
          and r.tests > 0
        order by r.report_id desc
        limit 1
    ) last_whole
    -- looked up: a plan that was made while there were few lists would read them all
    cross join lateral (
        select o.test_ids
        from escapement.test_list o
        where o.project_id = $1::int
          and o.list_id = last_whole.list_id
        limit 1
    ) o
    where l.project_id = $1::int
      and l.list_id = $2::bigint
),
held as materialized (
    select u.test_id, bool_or(u.here) as here, bool_or(not u.here) as before
    from (
        select unnest(lists.here) as test_id, true as here
        from lists
        union all
        select unnest(lists.before), false
        from lists
    ) u
    group by u.test_id
),
-- nothing is looked up where tests only came, or only went
named as materialized (
    select t.test_id, t.suite, t.classname, held.here, held.before,
           held.before and not held.here as is_gone,
           held.here and not held.before
               and t.first_seen > (select lists.received_at from lists) as is_new,
           case when not (held.here and held.before)
               then concat_ws(E'\x1f', t.name, t.variant, t.occurrence) end as key
    from held
    -- one by one: a plan that was made while there were few tests would read them all
    cross join lateral (
        select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.first_seen
        from escapement.test t
        where t.project_id = $1::int
          and t.test_id = held.test_id
        limit 1
    ) t
    where (
        select bool_or(h.before and not h.here) and bool_or(h.here and not h.before)
        from held h)
),
placed as (
    select 'class_renamed' as kind, n.classname as name, true as is_old, n.is_gone as has_moved,
           n.test_id, n.key
    from named n
    where n.before
    union all
    select 'class_renamed', n.classname, false, n.is_new, n.test_id, n.key
    from named n
    where n.here
    union all
    select 'suite_renamed', n.suite, true, n.is_gone, n.test_id, n.classname || E'\x1f' || n.key
    from named n
    where n.before
    union all
    select 'suite_renamed', n.suite, false, n.is_new, n.test_id, n.classname || E'\x1f' || n.key
    from named n
    where n.here
),
grouped as materialized (
    select p.kind, p.name, p.is_old, count(*) as cases,
           array_agg(p.test_id order by p.key collate "C") as test_ids,
           md5(string_agg(p.key, E'\x1e' order by p.key collate "C")) as print
    from placed p
    where p.name <> ''
    group by p.kind, p.name, p.is_old
    having bool_and(p.has_moved)
       and count(*) = count(distinct p.key collate "C")
),
matched as materialized (
    select g.kind,
           min(g.test_ids) filter (where g.is_old) as old_ids,
           min(g.test_ids) filter (where not g.is_old) as new_ids
    from grouped g
    group by g.kind, g.print
    having count(*) filter (where g.is_old) = 1
       and count(*) filter (where not g.is_old) = 1
       and min(g.name) filter (where g.is_old) <> min(g.name) filter (where not g.is_old)
       and (min(g.cases) >= 2
            or regexp_replace(min(g.name) filter (where g.is_old), '^.*[.:/\\#>]\s*', '')
             = regexp_replace(min(g.name) filter (where not g.is_old), '^.*[.:/\\#>]\s*', ''))
),
pair as materialized (
    select distinct on (u.new_id) u.old_id, u.new_id, matched.kind
    from matched
    cross join lateral unnest(matched.old_ids, matched.new_ids) as u (old_id, new_id)
    order by u.new_id, matched.kind
),
made as (
    insert into escapement.test_link (
        project_id, old_test_id, new_test_id, report_id, kind, opened_by, opened_at)
    select $1::int, pair.old_id, pair.new_id, $3::bigint, pair.kind, 'rule', $4::timestamptz
    from pair
    where not $8::boolean
       or (select count(*) from pair) = (select count(*) from named n where n.is_gone)
    on conflict do nothing
    returning link_id
)
select count(*)
from made
