-- The path rules and the CODEOWNERS file of a project.
-- $1 project
-- path_rules, name and text of CODEOWNERS (null: none)
select p.path_rules, o.name, o.body
from escapement.project p
left join escapement.code_owners o
    on o.project_id = $1::int
where p.project_id = $1::int
