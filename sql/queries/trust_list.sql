-- Whose ID tokens a project takes, newest first, a page at a time.
-- $1 project_id, $2 after trust_id (null: from the newest), $3 limit
-- Columns: trust_id, issuer, kind, audience, repository, created_by, created_at
select t.trust_id, t.issuer, t.kind, t.audience, t.repository, t.created_by, t.created_at
from escapement.oidc_trust t
where t.project_id = $1::int
  and ($2::bigint is null or t.trust_id < $2::bigint)
order by t.trust_id desc
limit $3::bigint
