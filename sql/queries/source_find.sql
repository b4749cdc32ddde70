-- The source that a delivery is for: its address says no more than a key.
-- $1 key
-- Columns: project_id, source_id, kind, secret, name
select s.project_id, s.source_id, s.kind, s.secret, s.name
from escapement.source s
where s.key = $1::uuid
  and s.enabled
