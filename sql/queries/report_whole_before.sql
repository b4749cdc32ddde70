-- Whether an earlier report of the same job and build was whole; one that only lacked tests beside
-- failing ones is, for one in which nothing fails. Trusted ones and others never answer for each other.
-- $1 project, $2 build, $3 job, $4 shard, $5 variant, $6 untrusted, $7 tests failed in this one
-- whole
select exists (
    select 1
    from escapement.report r
    where r.project_id = $1::int
      and r.build_id = $2::bigint
      and r.job = $3
      and r.shard = $4
      and r.variant = $5
      and r.untrusted = $6::boolean
      and r.tests > 0
      and not r.damaged
      and (r.causes = '{}' or (r.causes = '{tests_missing}' and not $7::boolean)))
