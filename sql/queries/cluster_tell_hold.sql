-- Waits until the quarantine of a project is as all others see it, and nobody else tells of its
-- clusters.
-- $1 project_id
select v.version
from escapement.quarantine_version v
where v.project_id = $1::int
for update
