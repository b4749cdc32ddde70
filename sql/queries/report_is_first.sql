-- Whether a report that is about to be stored is the first trusted one of its job in its build.
-- $1 project, $2 build, $3 job, $4 shard, $5 variant
select not exists (
    select
    from escapement.report r
    where r.project_id = $1::int
      and r.build_id = $2::bigint
      and r.job = $3
      and r.shard = $4
      and r.variant = $5
      and not r.untrusted)
