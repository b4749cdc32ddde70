-- Takes a piece of work that one process does for all, or keeps it. Nobody takes what another has,
-- or what was done lately.
-- $1 name, $2 holder, $3 now, $4 until, $5 it must not have been done at this time or later
-- holder, when it was taken
insert into escapement.lease as l (name, holder, taken_at, until)
values ($1, $2, $3::timestamptz, $4::timestamptz)
on conflict (name) do update
set holder = excluded.holder, taken_at = excluded.taken_at, until = excluded.until
where (l.until <= excluded.taken_at or l.holder = excluded.holder)
  and coalesce(l.done_at < $5::timestamptz, true)
returning l.holder
