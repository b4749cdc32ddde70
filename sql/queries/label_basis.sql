-- What the labels of the tests of a list are to be settled from, as hashes, and from what they were.
-- $1 project, $2 list
-- has path rules, their hash, hash of CODEOWNERS (null: none), hash of what the list was settled
-- from (null: not yet), whether tests of the project may have labels
select p.path_rules <> '[]', md5(p.path_rules::text), o.digest, l.labels, p.labelled
from escapement.project p
join escapement.test_list l
    on l.project_id = $1::int
    and l.list_id = $2::bigint
left join escapement.code_owners o
    on o.project_id = $1::int
where p.project_id = $1::int
