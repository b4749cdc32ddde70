-- Can the schema be placed on a distributed PostgreSQL? A row for each thing in escapement that
-- could not; no rows: it can. Reads the catalog and the view shard_plan, nothing else.

-- Every table of the schema, its class in the plan and its project_id column.
create view pg_temp.planned as
select
    c.oid,
    c.relname::text as rel,
    p.class,
    a.attnum as project,
    a.attnotnull and a.attgenerated = '' and a.atttypid = 'int4'::regtype as usable
from pg_class c
left join escapement.shard_plan p on p.rel = c.relname
left join pg_attribute a
    on a.attrelid = c.oid and a.attname = 'project_id' and not a.attisdropped
where c.relnamespace = 'escapement'::regnamespace
  and c.relkind in ('r', 'p')
  and not c.relispartition;

create function pg_temp.shard_violations() returns table (rel text, problem text)
language sql stable as $$
    select p.rel, 'shard_plan names no such table'
    from escapement.shard_plan p
    where to_regclass(format('escapement.%I', p.rel)) is null

    union all
    select t.rel, 'not in shard_plan'
    from pg_temp.planned t
    where t.class is null or t.class not in ('reference', 'distributed', 'local')

    union all
    select t.rel, 'no column project_id int not null'
    from pg_temp.planned t
    where t.class = 'distributed' and t.usable is not true

    union all
    select t.rel, 'no primary key'
    from pg_temp.planned t
    where not exists (
        select from pg_constraint k where k.conrelid = t.oid and k.contype = 'p')

    union all
    select t.rel, format('project_id does not lead %s', i.indexrelid::regclass)
    from pg_temp.planned t
    join pg_index i on i.indrelid = t.oid
    where t.class = 'distributed'
      and case when i.indisprimary then i.indkey[0] <> t.project
          else i.indisunique and t.project <> all ((i.indkey::int2[])[0:i.indnkeyatts - 1]) end

    union all
    select t.rel, format('exclusion constraint %s without project_id =', k.conname)
    from pg_temp.planned t
    join pg_constraint k on k.conrelid = t.oid and k.contype = 'x'
    where t.class = 'distributed'
      and not exists (
          select
          from unnest(k.conkey, k.conexclop) as part (attribute, operator)
          join pg_operator o on o.oid = part.operator
          where part.attribute = t.project and o.oprname = '=')

    union all
    select t.rel, format('%s: a %s table may not point at the %s table %s', k.conname, t.class,
                         f.class, f.rel)
    from pg_temp.planned t
    join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' and k.conparentid = 0
    join pg_temp.planned f on f.oid = k.confrelid
    where (t.class, f.class) not in (
        ('distributed', 'distributed'), ('distributed', 'reference'),
        ('reference', 'reference'), ('local', 'local'), ('local', 'reference'))

    union all
    select t.rel, format('%s does not pair project_id with project_id', k.conname)
    from pg_temp.planned t
    join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' and k.conparentid = 0
    join pg_temp.planned f on f.oid = k.confrelid and f.class = 'distributed'
    where t.class = 'distributed'
      and not exists (
          select
          from unnest(k.conkey, k.confkey) as pair (here, there)
          where pair.here = t.project and pair.there = f.project)

    union all
    select t.rel, format('%s sets or moves project_id', k.conname)
    from pg_temp.planned t
    join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' and k.conparentid = 0
    where t.class = 'distributed'
      and t.project = any (k.conkey)
      and (k.confdeltype in ('n', 'd') or k.confupdtype in ('n', 'd', 'c'))

    union all
    select t.rel, format('trigger %s', g.tgname)
    from pg_temp.planned t
    join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
    where t.class <> 'local'

    union all
    select t.rel, format('rule %s', r.rulename)
    from pg_temp.planned t
    join pg_rewrite r on r.ev_class = t.oid

    union all
    select t.rel, 'inherits'
    from pg_temp.planned t
    join pg_inherits h on t.oid in (h.inhrelid, h.inhparent)
    join pg_class c on c.oid = h.inhrelid and not c.relispartition

    union all
    select t.rel, format('%s counts by itself and is no bigint', a.attname)
    from pg_temp.planned t
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
    where t.class = 'distributed'
      and a.atttypid <> 'int8'::regtype
      and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%')
$$;
