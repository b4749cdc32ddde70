-- Removes the refused uploads before a time.
-- $1 project, $2 received before
-- how many
with gone as (
    delete from escapement.upload_refusal u
    where u.project_id = $1::int
      and u.received_at < $2::timestamptz
    returning u.refusal_id
)
select count(*)
from gone
