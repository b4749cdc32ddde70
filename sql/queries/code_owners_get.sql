-- The CODEOWNERS file in force.
-- $1 project
-- name, text, commit and who put it there (one of them is null), since when
select o.name, o.body, c.sha, o.put_by, o.taken_at
from escapement.code_owners o
left join escapement.commit c
    on c.project_id = $1::int
    and c.commit_id = o.commit_id
where o.project_id = $1::int
