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
