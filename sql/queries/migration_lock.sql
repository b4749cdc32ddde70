-- Waits until nobody else migrates this database; the lock ends with the transaction.
-- The number is ours by agreement and means nothing.
select pg_advisory_xact_lock(84601000);
