-- How many refused uploads are before a time.
-- $1 project, $2 received before
-- how many
select count(*)
from escapement.upload_refusal u
where u.project_id = $1::int
  and u.received_at < $2::timestamptz
