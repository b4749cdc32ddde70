-- By what escapes and catches surfaced: where escapes have a trigger that catches hardly have, testing
-- has a hole.
-- $1 project, $2 category, $3 services, $4 layer (each null: any), $5 from, $6 before (null: without
-- bounds)
-- Columns: trigger (null: not told), definition, escapes, catches
with bug as materialized (
    select d.trigger, d.kind
    from escapement.found($1::int, $2::text, $3::bigint[], $4::text, $5::timestamptz,
                          $6::timestamptz) d
)
select w.value as trigger, w.definition, count(*) filter (where bug.kind = 'escape') as escapes,
       count(*) filter (where bug.kind = 'catch') as catches
from (
    select t.value, t.definition, t.rank
    from escapement.bug_trigger t
    union all
    select null, null, null
) w
left join bug on bug.trigger is not distinct from w.value
group by w.value, w.definition, w.rank
order by w.rank nulls last
