-- What the labels of the tests of a project are settled from, as hashes.
-- $1 project, $2 list
-- has path rules, their hash, hash of CODEOWNERS (null: none), whether tests may have labels, hash of
-- what the list was settled from (null: not yet, or there is no such list)
select p.path_rules <> '[]', md5(p.path_rules::text), o.digest, p.labelled, l.labels
from escapement.project p
left join escapement.test_list l
    on l.project_id = $1::int
    and l.list_id = $2::bigint
left join escapement.code_owners o
    on o.project_id = $1::int
where p.project_id = $1::int
