-- Counts an upload without a token. No row: the hour had as many as it may have.
-- $1 project, $2 begin of this hour, $3 most uploads in an hour
-- uploads in this hour
insert into escapement.public_upload as u (project_id, hour, uploads)
select $1::int, $2::timestamptz, 1
where $3::int > 0
on conflict (project_id) do update
set hour = greatest(u.hour, excluded.hour),
    uploads = case when u.hour < excluded.hour then 1 else u.uploads + 1 end
where u.hour < excluded.hour
   or u.uploads < $3::int
returning u.uploads
