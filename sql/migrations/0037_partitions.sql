-- A partition is made apart and attached: neither readers nor writers of the table are kept waiting
-- by that, nor wait for it. Months are those of UTC, whatever the session says.

-- Makes the partitions of the month of $1 and of the month after it, where they are missing.
create or replace function escapement.partition_ensure(at timestamptz) returns void language plpgsql as $$
declare
    parents constant text[] := array['result_block', 'failure', 'failure_text'];
    months  timestamp[];
    month   timestamp;
    parent  text;
    child   text;
    locked  boolean := false;
begin
    months := array[date_trunc('month', at at time zone 'UTC'),
                    date_trunc('month', at at time zone 'UTC') + interval '1 month'];
    foreach month in array months loop
        foreach parent in array parents loop
            child := parent || to_char(month, '_YYYYMM');
            continue when to_regclass('escapement.' || child) is not null;
            if not locked then
                -- which attaching takes anyway: all in one order, one session at a time, and what
                -- another made meanwhile is seen
                lock table only escapement.result_block, only escapement.failure, only escapement.failure_text
                    in share update exclusive mode;
                locked := true;
                continue when to_regclass('escapement.' || child) is not null;
            end if;
            execute format('create table escapement.%I (like escapement.%I including all excluding comments)', child, parent);
            execute format('alter table escapement.%I attach partition escapement.%I for values from (%L) to (%L)',
                           parent, child, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        end loop;
    end loop;
end $$;
