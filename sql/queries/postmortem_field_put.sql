-- Writes into a field of a post-mortem; null takes away what was written.
-- $1 project, $2 defect, $3 field, $4 words, $5 now
with gone as (
    delete from escapement.postmortem_field f
    where f.project_id = $1::int
      and f.defect_id = $2::bigint
      and f.field = $3::text
      and $4::text is null
)
insert into escapement.postmortem_field as f (project_id, defect_id, field, body, changed_at)
select $1::int, $2::bigint, $3::text, $4::text, $5::timestamptz
where $4::text is not null
on conflict (project_id, defect_id, field) do update
set body = excluded.body, changed_at = excluded.changed_at
