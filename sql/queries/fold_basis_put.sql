-- Notes what the fold and the scores of a project rest on.
-- $1 project, $2 basis, $3 of the scores
insert into escapement.fold_basis (project_id, basis, scores)
values ($1::int, $2, $3)
on conflict (project_id) do update
set basis = excluded.basis,
    scores = excluded.scores
