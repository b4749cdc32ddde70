-- Ends a trust. No row: there is none.
-- $1 project_id, $2 trust_id
-- Columns: trust_id
delete from escapement.oidc_trust
where project_id = $1::int
  and trust_id = $2::bigint
returning trust_id
