-- How long things are kept. Months that are over are dropped whole: the words of failures first,
-- then results, the ledger last.

create table escapement.lease (
    name     text not null,
    holder   text not null,
    taken_at timestamptz not null,
    until    timestamptz not null,
    done_at  timestamptz,
    constraint lease_pk primary key (name)
);
comment on table escapement.lease is 'Work that one process does for all: who is at it, and when it was last done.';
comment on column escapement.lease.name is 'The work.';
comment on column escapement.lease.holder is 'Host and process that have it, or had it last.';
comment on column escapement.lease.taken_at is 'When they took it.';
comment on column escapement.lease.until is 'From then on another may take it.';
comment on column escapement.lease.done_at is 'When the work was last done to its end.';

-- The partitions of a table that end at $2 or before it, oldest first.
create function escapement.partition_due(parent text, before timestamptz)
returns table (name text, starts timestamptz, ends timestamptz, bytes bigint)
language sql stable as $$
select p.name, p.starts, p.ends, p.bytes
from (
    select c.relname::text as name,
           substring(bound.text from 'FROM \(''([^'']+)''\)')::timestamptz as starts,
           substring(bound.text from 'TO \(''([^'']+)''\)')::timestamptz as ends,
           pg_total_relation_size(c.oid) as bytes
    from pg_inherits h
    join pg_class c on c.oid = h.inhrelid
    cross join lateral pg_get_expr(c.relpartbound, c.oid) as bound (text)
    where h.inhparent = to_regclass(format('escapement.%I', parent))
) p
where p.ends <= before
order by p.ends, p.name
$$;
comment on function escapement.partition_due is 'The partitions of a table that are over at a time.';

-- Drops a partition that is over. It waits for the table at most some seconds: who waits for it
-- keeps all others waiting.
create function escapement.partition_drop(parent text, child text, before timestamptz)
returns boolean language plpgsql set lock_timeout = '5s' as $$
begin
    if not exists (
        select from escapement.partition_due(parent, before) due where due.name = child) then
        return false;
    end if;
    execute format('drop table escapement.%I', child);
    return true;
end $$;
comment on function escapement.partition_drop is 'Drops one partition if it is over at a time; false: there is none such.';

-- An answer to an upload without the words of the failures in it.
create function escapement.without_texts(answer text) returns text
language sql immutable parallel safe set search_path = '' as $$
select (a.whole || (
    select jsonb_object_agg(listed.name, coalesce((
        select jsonb_agg(one.test || jsonb_build_object('attempts', coalesce((
            select jsonb_agg(
                case when each.attempt ->> 'outcome' = 'passed' then each.attempt
                else each.attempt || '{"message": null}' end order by each.place)
            from jsonb_array_elements(one.test -> 'attempts')
                with ordinality as each (attempt, place)), '[]')) order by one.place)
        from jsonb_array_elements(a.whole -> listed.name)
            with ordinality as one (test, place)), '[]'))
    from (values ('failures'), ('flaky')) as listed (name)))::text
from (select answer::jsonb) as a (whole)
$$;
comment on function escapement.without_texts is 'An answer to an upload without the words of the failures in it: each message is null.';

create or replace view escapement.shard_plan (rel, class) as
values
    ('project', 'reference'),
    ('token', 'reference'),
    ('audit', 'distributed'),
    ('project_counter', 'distributed'),
    ('test', 'distributed'),
    ('test_batch', 'distributed'),
    ('commit', 'distributed'),
    ('build', 'distributed'),
    ('test_list', 'distributed'),
    ('report', 'distributed'),
    ('result_block', 'distributed'),
    ('signature', 'distributed'),
    ('failure', 'distributed'),
    ('failure_text', 'distributed'),
    ('flake_event', 'distributed'),
    ('test_state', 'distributed'),
    ('quarantine', 'distributed'),
    ('quarantine_signature', 'distributed'),
    ('code_owners', 'distributed'),
    ('upload_refusal', 'distributed'),
    ('test_link', 'distributed'),
    ('lease', 'local'),
    ('schema_migration', 'local');
