-- Takes the CODEOWNERS file out of force.
-- $1 project
delete from escapement.code_owners
where project_id = $1::int
