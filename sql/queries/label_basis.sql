-- What the labels of the tests of a project are settled from, as hashes.
-- $1 project
-- has path rules, their hash, hash of CODEOWNERS (null: none), whether tests may have labels
select p.path_rules <> '[]', md5(p.path_rules::text), o.digest, p.labelled
from escapement.project p
left join escapement.code_owners o
    on o.project_id = $1::int
where p.project_id = $1::int
