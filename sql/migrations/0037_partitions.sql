-- A partition is made apart and attached: neither readers nor writers of the table have to stand
-- aside for that, and who waits for nobody takes no part in a deadlock.

-- Makes the partitions of the month of $1 and of the month after it, where they are missing.
create or replace function escapement.partition_ensure(at timestamptz) returns void language plpgsql as $$
declare
    month  timestamptz;
    parent text;
    child  text;
begin
    for month in select date_trunc('month', at, 'UTC') + n * interval '1 month' from generate_series(0, 1) n loop
        foreach parent in array array['result_block', 'failure', 'failure_text'] loop
            child := parent || to_char(month at time zone 'UTC', '_YYYYMM');
            continue when to_regclass('escapement.' || child) is not null;
            -- which attaching takes anyway: one at a time, and what another made meanwhile is seen
            execute format('lock table only escapement.%I in share update exclusive mode', parent);
            continue when to_regclass('escapement.' || child) is not null;
            execute format('create table escapement.%I (like escapement.%I including all excluding comments)', child, parent);
            execute format('alter table escapement.%I attach partition escapement.%I for values from (%L) to (%L)',
                           parent, child, month, month + interval '1 month');
        end loop;
    end loop;
end $$;
