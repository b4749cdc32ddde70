-- What the labels of a list of tests are settled from.
-- $1 project, $2 list
-- whether there is such a list, has path rules, their hash, hash of CODEOWNERS (null: none), whether
-- tests may have labels, hash of what those of the list were settled from (null: not yet)
select b.list_there, b.has_rules, b.rules, b.owners, b.labelled, b.settled
from escapement.label_basis($1::int, $2::bigint) b
