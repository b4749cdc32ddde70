-- Notes what the fold of a project rests on.
-- $1 project, $2 basis
insert into escapement.fold_basis (project_id, basis)
values ($1::int, $2)
on conflict (project_id) do update
set basis = excluded.basis
