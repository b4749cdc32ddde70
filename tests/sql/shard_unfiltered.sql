-- Does a statement stay in the project $1? A row for each look at a distributed table that is not
-- bound by project_id = $1, and for each insert whose project_id is not $1; no rows: it does.
-- The generic plan tells: whatever the statement says, it shows what is asked of each table.

create function pg_temp.is_distributed(rel text) returns boolean
language sql stable as $$
    select $1 is not null and exists (
        select
        from escapement.shard_plan p
        where p.class = 'distributed'
          and (p.rel = $1
               or to_regclass(format('escapement.%I', $1)) in (
                   select relid from pg_partition_tree(format('escapement.%I', p.rel)))))
$$;

create function pg_temp.plan_of(statement text) returns json
language plpgsql as $$
declare
    arguments int;
    plan json;
begin
    perform set_config('plan_cache_mode', 'force_generic_plan', true),
            set_config('enable_partition_pruning', 'off', true);
    execute 'prepare checked as ' || statement;
    select cardinality(parameter_types) into arguments
    from pg_prepared_statements
    where name = 'checked';
    execute 'explain (format json, verbose) execute checked'
        || case when arguments = 0 then ''
           else '(' || array_to_string(array_fill('null'::text, array[arguments]), ', ') || ')'
           end into plan;
    deallocate checked;
    return plan -> 0 -> 'Plan';
end
$$;

create function pg_temp.shard_unfiltered(statement text) returns setof text
language sql as $$
    with recursive node (it, parent) as (
        select pg_temp.plan_of(statement), null::json
        union all
        select child.it, node.it
        from node
        cross join lateral json_array_elements(node.it -> 'Plans') as child (it)
    ), looked_at as (
        select
            it ->> 'Node Type' as kind,
            it ->> 'Relation Name' as rel,
            concat_ws(' ', it ->> 'Index Cond', it ->> 'Filter', it ->> 'Recheck Cond',
                      -- what a bitmap is made of stands below it
                      case when it ->> 'Node Type' = 'Bitmap Heap Scan'
                          then it ->> 'Plans' end) as bound
        from node
        where it ->> 'Node Type' like '%Scan'
          and pg_temp.is_distributed(it ->> 'Relation Name')
    )
    select format('%s on %s: %s', kind, rel, coalesce(nullif(bound, ''), 'no condition'))
    from looked_at
    where bound !~ '\mproject_id = \$1\M'

    union all
    -- project_id is the first column of every distributed table; what an insert reads through a
    -- subquery stands first below it
    select format('insert into %s of project %s', rel, project)
    from (
        select
            parent ->> 'Relation Name' as rel,
            case when it ->> 'Node Type' = 'Subquery Scan'
                then it -> 'Plans' -> 0 -> 'Output' else it -> 'Output' end ->> 0 as project
        from node
        where parent ->> 'Node Type' = 'ModifyTable'
          and parent ->> 'Operation' = 'Insert'
          and it ->> 'Parent Relationship' = 'Outer'
    ) inserted
    where pg_temp.is_distributed(rel)
      and project !~ '^\(?\$1\)?(::integer)?$|\mproject_id$'
$$;

-- The same, and a row when the statement cannot even be prepared.
create function pg_temp.statement_problems(statement text) returns setof text
language plpgsql as $$
begin
    return query select pg_temp.shard_unfiltered(statement);
exception when others then
    return next sqlerrm;
end
$$;
