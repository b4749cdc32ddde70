-- Adds a trust. No row: it is there already, or there are as many as there may be.
-- $1 project_id, $2 issuer, $3 kind, $4 audience, $5 repository, $6 actor, $7 now, $8 most trusts
-- Columns: trust_id
insert into escapement.oidc_trust (project_id, issuer, kind, audience, repository, created_by,
                                   created_at)
select $1::int, $2::text, $3::text, $4::text, $5::text, $6::text, $7::timestamptz
where (select count(*) from escapement.oidc_trust t where t.project_id = $1::int) < $8::bigint
on conflict (project_id, issuer, audience, repository) do nothing
returning trust_id
