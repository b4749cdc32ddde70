-- Keeps the CODEOWNERS file of an upload as the project's one: from the default branch or from no
-- branch in particular, or when there is none yet. One that was put there by hand stays.
-- $1 project, $2 name, $3 text, $4 digest, $5 commit, $6 branch, $7 now
insert into escapement.code_owners as o (project_id, name, body, digest, commit_id, taken_at)
select p.project_id, $2, $3, $4::uuid, $5::bigint, $7
from escapement.project p
where p.project_id = $1::int
  and (
      $6::text is null
      or $6::text = p.default_branch
      or not exists (
          select 1
          from escapement.code_owners known
          where known.project_id = $1::int
      )
  )
on conflict (project_id) do update
set name = excluded.name,
    body = excluded.body,
    digest = excluded.digest,
    commit_id = excluded.commit_id,
    taken_at = excluded.taken_at
where o.put_by is null
  and o.digest <> excluded.digest
  and (
      $6::text is null
      or exists (
          select 1
          from escapement.project p
          where p.project_id = $1::int
            and p.default_branch = $6::text
      )
  )
