-- Notes the use of a token, at most once a minute.
-- $1 token_id, $2 now
update escapement.token
set last_used_at = $2::timestamptz
where token_id = $1::bigint
  and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute');
