-- Gives a piece of work back.
-- $1 name, $2 holder, $3 now, $4 whether it was done to its end
update escapement.lease l
set until = $3::timestamptz,
    done_at = case when $4::boolean then $3::timestamptz else l.done_at end
where l.name = $1
  and l.holder = $2
