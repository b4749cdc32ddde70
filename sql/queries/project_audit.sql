-- Records a change of a project, its policy or its tokens.
-- $1 project_id, $2 now, $3 actor, $4 action, $5 subject, $6 before (JSON), $7 after (JSON)
insert into escapement.audit (project_id, at, actor, action, subject, before, after)
values ($1::int, $2::timestamptz, $3::text, $4::text, $5::text, $6::jsonb, $7::jsonb);
