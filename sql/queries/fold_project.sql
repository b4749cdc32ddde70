-- What the fold of a project goes by.
-- $1 project
-- default_branch, basis and scores (null: nothing is folded yet)
select p.default_branch, f.basis, f.scores
from escapement.project p
left join escapement.fold_basis f
  on f.project_id = $1::int
where p.project_id = $1::int
