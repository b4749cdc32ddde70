-- Writes down a change. No row: there is no such bug, or neither it nor the change has a category.
-- $1 project, $2 the bug that it was made after (null: none), $3 category (null: that of the bug),
-- $4 type, $5 title, $6 description, $7 url, $8 now
-- Columns: change_id, before (null), after
with bug as materialized (
    select d.category
    from escapement.defect d
    where d.project_id = $1::int
      and d.defect_id = $2::bigint
)
insert into escapement.change as c
    (project_id, defect_id, category, change_type, title, description, url, added_at)
select $1::int, $2::bigint, n.category, $4::text, $5::text, $6::text, $7::text, $8::timestamptz
from (select coalesce($3::text, (select bug.category from bug)) as category) n
where n.category is not null
  and ($2::bigint is null or exists (select from bug))
returning c.change_id, null as before, to_jsonb(c) as after
