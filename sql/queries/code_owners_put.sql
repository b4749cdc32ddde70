-- Puts a CODEOWNERS file in force by hand.
-- $1 project, $2 name, $3 text, $4 digest, $5 who, $6 now
insert into escapement.code_owners (project_id, name, body, digest, put_by, taken_at)
values ($1::int, $2, $3, $4::uuid, $5, $6)
on conflict (project_id) do update
set name = excluded.name,
    body = excluded.body,
    digest = excluded.digest,
    commit_id = null,
    put_by = excluded.put_by,
    taken_at = excluded.taken_at
