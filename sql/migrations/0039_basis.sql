-- What the labels of a list of tests are settled from is asked with each upload, for the list that it
-- is likely to have, and once more where that is another, or before any label is changed.
create function escapement.label_basis(project int, list bigint)
returns table (list_there boolean, has_rules boolean, rules text, owners uuid, labelled boolean, settled uuid)
language sql stable parallel safe rows 1 as $$
select l.list_id is not null, p.path_rules <> '[]', md5(p.path_rules::text), o.digest, p.labelled, l.labels
from escapement.project p
left join escapement.test_list l
  on l.project_id = project
 and l.list_id = list
left join escapement.code_owners o
  on o.project_id = project
where p.project_id = project
$$;
comment on function escapement.label_basis is 'What the labels of a list of tests are settled from, as hashes: path rules, CODEOWNERS; whether tests may have labels; what those of the list were last settled from. No row: there is no such project.';
