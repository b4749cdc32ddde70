-- The tests that changed most from one span of days to another: in how many executions were flaky,
-- and in how long they took.
-- $1 project, $2, $3 first and last day of the later span, $4, $5 of the earlier one, $6 how many of
-- each kind
-- test_id, suite, classname, name, variant, occurrence, moved (flakes, seconds), flakes, runs,
-- seconds of the later span, and of the earlier one
with both_spans as materialized (
    select coalesce(after.test_id, before.test_id) as test_id,
           coalesce(after.flakes, 0) as flakes, coalesce(after.runs, 0) as runs,
           coalesce(after.seconds, 0) as seconds,
           coalesce(before.flakes, 0) as flakes_before, coalesce(before.runs, 0) as runs_before,
           coalesce(before.seconds, 0) as seconds_before
    from escapement.ran_between($1::int, $2::date, $3::date) after
    full join escapement.ran_between($1::int, $4::date, $5::date) before
      on before.test_id = after.test_id
)
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, m.moved,
       m.flakes, m.runs, m.seconds, m.flakes_before, m.runs_before, m.seconds_before
from (
    (
        select 'flakes' as moved, b.test_id, b.flakes, b.runs, b.seconds, b.flakes_before,
               b.runs_before, b.seconds_before, abs(b.flakes - b.flakes_before) as size
        from both_spans b
        where b.flakes <> b.flakes_before
        order by abs(b.flakes - b.flakes_before) desc, b.test_id
        limit $6::bigint
    )
    union all
    (
        select 'seconds', b.test_id, b.flakes, b.runs, b.seconds, b.flakes_before, b.runs_before,
               b.seconds_before, abs(b.seconds - b.seconds_before)
        from both_spans b
        where abs(b.seconds - b.seconds_before) >= 1
        order by abs(b.seconds - b.seconds_before) desc, b.test_id
        limit $6::bigint
    )
) m
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = m.test_id
order by m.moved, m.size desc, t.test_id
