-- What was changed of a subject, last first.
-- $1 project_id, $2 subject, $3 after: audit_id (null: from the latest), $4 limit
-- Columns: audit_id, at, actor, action, reason, before, after
select a.audit_id, a.at, a.actor, a.action, a.reason, a.before, a.after
from escapement.audit a
where a.project_id = $1::int
  and a.subject = $2::text
  and ($3::bigint is null or a.audit_id < $3::bigint)
order by a.audit_id desc
limit $4::bigint
