-- Adds refusals that get no row of their own to the newest that has one.
-- $1 project, $2 how many
update escapement.upload_refusal u
set unnoted = u.unnoted + $2::bigint
where u.project_id = $1::int
  and u.refusal_id = (
      select r.refusal_id
      from escapement.upload_refusal r
      where r.project_id = $1::int
      order by r.received_at desc, r.refusal_id desc
      limit 1)
