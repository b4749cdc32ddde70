-- The schema follows the rules that let it live on one PostgreSQL and on a distributed one.

select is_empty(
    'select rel, problem from pg_temp.shard_violations()',
    'every table can be placed');

select is_empty(
    $check$
    select t.rel, k.conname
    from pg_temp.planned t
    join pg_constraint k on k.conrelid = t.oid
    where t.class = 'distributed' and k.contype = 'p'
      and t.project <> 1
    $check$,
    'project_id is the first column of every distributed table');

select is_empty(
    $check$
    select c.relname
    from pg_class c
    where c.relnamespace = 'escapement'::regnamespace
      and c.relkind in ('r', 'p', 'v')
      and not c.relispartition
      and c.relname <> 'schema_migration'
      and obj_description(c.oid, 'pg_class') is null
    $check$,
    'every table and view says what it is');

select is_empty(
    $check$
    select c.relname, a.attname
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'escapement'::regnamespace
      and c.relkind in ('r', 'p')
      and not c.relispartition
      and c.relname <> 'schema_migration'
      and col_description(c.oid, a.attnum) is null
    $check$,
    'every column says what it is');

-- The words of escapes, in their order: what was agreed once, so that numbers of years compare.
select is(
    (select string_agg(w.value, ', ' order by w.rank) from escapement.bug_category w),
    'concurrency, boundary_value, business_logic, missing_requirement, interface_contract, '
    || 'data_handling, config_deploy, dependency, capacity, resilience, security, ui_accessibility',
    'the words of bug_category');

select is(
    (select string_agg(w.value, ', ' order by w.rank) from escapement.bug_trigger w),
    'simple_use, variation, sequence, interaction, concurrent_use, load, recovery, startup, '
    || 'configuration, old_data_or_client, other_service, rare_timing',
    'the words of bug_trigger');

select is(
    (select string_agg(w.value, ', ' order by w.rank) from escapement.detection_stage w),
    'review, local, pr, post_merge, staging, post_deploy, internal_prod, customer',
    'the words of detection_stage');

select is(
    (select string_agg(w.value, ', ' order by w.rank) from escapement.test_layer w),
    'static, unit, integration, contract, e2e, exploratory, performance, chaos, security, '
    || 'accessibility, generative, synthetic',
    'the words of test_layer');

select is(
    (select string_agg(w.value, ', ' order by w.rank) from escapement.gap_type w),
    'test_data_population, quarantined, flake_ignored, not_run, gate_bypassed, gate_over_budget, '
    || 'no_test, missing_case, weak_assertion, unrealistic_double, environment_drift, '
    || 'not_testable_before_prod',
    'the words of gap_type');

select is(
    (select string_agg(w.value, ', ' order by w.rank) from escapement.change_type w),
    'regression_test, test_family, new_layer, gate_rule, test_data, environment, design_fix, '
    || 'monitoring, process, training',
    'the words of change_type');

select is(
    (select string_agg(w.value, ', ' order by w.rank) from escapement.action_state w),
    'proposed, accepted, in_progress, done, verified, not_doing',
    'the words of action_state');

select is_empty(
    $check$
    select s.value
    from escapement.detection_stage s
    where s.escape <> escapement.defect_escaped(s.value, false, 'open')
       or escapement.defect_escaped(s.value, true, 'open')
       or escapement.defect_kind(s.value, false, 'open') <> case when s.escape then 'escape' else 'catch' end
       or escapement.defect_kind(s.value, true, 'closed') <> 'known'
       or escapement.defect_kind(s.value, false, 'invalid') is not null
    $check$,
    'what is an escape follows from the stages');

-- A partition that is made while others read and write.
begin;
set local timezone to 'America/New_York';
select escapement.partition_ensure('1999-12-31Z');
set local timezone to 'UTC';
select is_empty(
    $check$
    select l.relation::regclass, l.mode
    from pg_locks l
    join pg_partitioned_table p on p.partrelid = l.relation
    where l.pid = pg_backend_pid()
      and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    $check$,
    'who makes a partition keeps nobody from reading and writing');
select is(
    (select array_agg(pg_get_expr(c.relpartbound, c.oid) order by c.relname) from pg_class c where c.relname in ('failure_199912', 'failure_200001')),
    array['FOR VALUES FROM (''1999-12-01 00:00:00+00'') TO (''2000-01-01 00:00:00+00'')', 'FOR VALUES FROM (''2000-01-01 00:00:00+00'') TO (''2000-02-01 00:00:00+00'')'],
    'and months are those of UTC');
commit;

create function pg_temp.shape(part text) returns table (what text, words text) language sql as $$
select 'column ' || a.attname, concat_ws(' ', a.attnum, a.atttypid::regtype, a.attnotnull, a.attcompression,
                                         a.attstorage, a.attislocal, a.attinhcount)
from pg_attribute a
where a.attrelid = part::regclass and a.attnum > 0
union all
select 'index', substring(pg_get_indexdef(i.indexrelid) from ' USING .*')
from pg_index i
join pg_inherits h on h.inhrelid = i.indexrelid
where i.indrelid = part::regclass
union all
select 'constraint', pg_get_constraintdef(k.oid) || k.conislocal || k.coninhcount
from pg_constraint k
where k.conrelid = part::regclass
$$;

select bag_eq(
    format('select * from pg_temp.shape(%L)', 'escapement.' || parent || '_199912'),
    format('select * from pg_temp.shape(%L)', 'escapement.' || parent || '_checked'),
    'and a partition of ' || parent || ' is like one that is made in its place')
from unnest(array['result_block', 'failure', 'failure_text']) parent;
