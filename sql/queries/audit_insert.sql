-- Adds to the record of changes.
-- $1 project, $2 now, $3 actor, $4 action, $5 subject, $6 reason, $7 before, $8 after
insert into escapement.audit (project_id, at, actor, action, subject, reason, before, after)
values ($1::int, $2, $3, $4, $5, $6, $7, $8)
