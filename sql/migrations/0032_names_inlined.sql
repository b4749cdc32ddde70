-- The names of guards, which every verdict asks, and the history of escapes are planned once with the
-- statement around them, too.
alter function escapement.guard_names(int) reset all;
alter function escapement.history(int, text, bigint, timestamptz, timestamptz) reset all;
