-- Whether any token was ever made.
-- exists
select exists (select 1 from escapement.token)
