-- By what escapes and catches surfaced: where escapes have a trigger that catches hardly have, testing
-- has a hole.
-- $1 project, $2 category, $3 service (each null: any), $4 from, $5 to (each null: without bound)
-- Columns: trigger (null: not told), definition, escapes, catches
with bug as materialized (
    select d.trigger, escapement.defect_kind(d.stage, d.known_at_release, d.state) as kind
    from escapement.defect d
    where d.project_id = $1::int
      and ($2::text is null or d.category = $2::text)
      and ($3::bigint is null or d.service_id = $3::bigint)
      and ($4::timestamptz is null or d.detected_at >= $4::timestamptz)
      and ($5::timestamptz is null or d.detected_at < $5::timestamptz)
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
