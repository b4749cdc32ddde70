-- Tests that would have caught an escape, as far as is known: named by a person, guards of its
-- changes, and those that came with its fix; with what they did on the commit that let it out.
-- $1 project, $2 defect, $3 commit that let it out (null: not known), $4 when it went out (null: not
-- known), $5 limit
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), layer, population, how
-- (named, guard, fix), first_seen, late (it came after the release), outcome (on the commit: its
-- letter; null: it did not run), quarantine_id (in force when it went out)
with fixed as materialized (
    select c.commit_id, c.first_seen, c.last_seen
    from escapement.defect d
    join escapement.commit c
      on c.project_id = $1::int
     and c.sha = d.fix_sha
    where d.project_id = $1::int
      and d.defect_id = $2::bigint
), meant as (
    select t.test_id, 1 as rank, 'named' as how
    from escapement.defect_test t
    where t.project_id = $1::int
      and t.defect_id = $2::bigint
    union all
    select g.test_id, 2, 'guard'
    from escapement.change h
    join escapement.test_guard g
      on g.project_id = $1::int
     and g.change_id = h.change_id
    where h.project_id = $1::int
      and h.defect_id = $2::bigint
      and g.ended_at is null
    union all
    select x.test_id, 3, 'fix'
    from fixed
    join escapement.report r
      on r.project_id = $1::int
     and r.commit_id = fixed.commit_id
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = r.list_id
    cross join lateral generate_series(l.fresh_first, l.fresh_first + l.fresh_count - 1) as x (test_id)
    where l.fresh_count between 1 and 100
), known as materialized (
    select distinct on (meant.test_id) meant.test_id, meant.rank, meant.how
    from meant
    order by meant.test_id, meant.rank
), ran as materialized (
    select r.report_id, r.received_at, r.list_id
    from escapement.report r
    join escapement.commit c
      on c.project_id = $1::int
     and c.commit_id = r.commit_id
    where r.project_id = $1::int
      and c.sha = $3::text
      and not r.untrusted
)
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.layer, t.population,
       known.how, t.first_seen, coalesce(t.first_seen > $4::timestamptz, false) as late,
       (
           select max(substr(b.outcomes, at.place, 1))
           from ran
           join escapement.test_list l
             on l.project_id = $1::int
            and l.list_id = ran.list_id
           cross join lateral array_position(l.test_ids, t.test_id) as at (place)
           join escapement.result_block b
             on b.project_id = $1::int
            and b.report_id = ran.report_id
            and b.received_at = ran.received_at
           where at.place is not null
       ) as outcome,
       (
           select max(q.quarantine_id)
           from escapement.quarantine q
           where q.project_id = $1::int
             and q.test_id = t.test_id
             and q.activated_at <= coalesce($4::timestamptz, q.activated_at)
             and coalesce(q.closed_at > $4::timestamptz, q.state <> 'closed')
       ) as quarantine_id
from known
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = known.test_id
order by known.rank, t.test_id
limit $5::bigint
