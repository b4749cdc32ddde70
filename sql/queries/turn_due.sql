-- The projects in which something comes round that was not done since its time began.
-- $1 name of it, $2 when its time began, $3 project (0: all)
-- project_id
select p.project_id
from escapement.project p
left join escapement.lease l
  on l.name = concat($1::text, ':', p.project_id)
where (l.done_at is null or l.done_at < $2::timestamptz)
  and ($3::int = 0 or p.project_id = $3::int)
order by p.project_id
