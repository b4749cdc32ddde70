-- Versions of a post-mortem, newest first.
-- $1 project, $2 defect, $3 before this version (null: from the newest), $4 limit
-- Columns: version, state, fields, filled, proposed, written, made_at
select p.version, p.state, p.fields, p.filled, p.proposed, p.written, p.made_at
from escapement.postmortem p
where p.project_id = $1::int
  and p.defect_id = $2::bigint
  and ($3::bigint is null or p.version < $3::bigint)
order by p.version desc
limit $4::bigint
