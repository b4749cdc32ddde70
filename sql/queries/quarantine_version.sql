-- How often the quarantine of a project has changed.
-- $1 project_id
-- Columns: version; no row while it never has
select v.version
from escapement.quarantine_version v
where v.project_id = $1::int;
