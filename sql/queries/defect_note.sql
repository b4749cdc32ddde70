-- Notes in the record of changes that bugs were written down.
-- $1 project_id, $2 now, $3 actor, $4 action, $5 reason, $6 the bugs
insert into escapement.audit (project_id, at, actor, action, subject, reason, after)
select $1::int, $2::timestamptz, $3::text, $4::text, 'defect:' || d.defect_id, $5::text,
       jsonb_build_object('source', d.source, 'key', d.source_key, 'title', d.title)
from escapement.defect d
where d.project_id = $1::int
  and d.defect_id = any ($6::bigint[])
