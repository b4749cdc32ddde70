-- The two checks see what they are there to see: each is shown a fault, which is then undone.

create function pg_temp.finds(change text, rel text, problem text) returns text
language plpgsql as $$
declare
    found boolean;
begin
    begin
        execute change;
        select exists (
            select
            from pg_temp.shard_violations() v
            where v.rel = finds.rel and v.problem = finds.problem) into found;
        raise exception using errcode = 'P0UND';
    exception when sqlstate 'P0UND' then
        null;
    end;
    return ok(found, format('a schema check finds: %s: %s', rel, problem));
end
$$;

select pg_temp.finds('create table escapement.stray (id int primary key)',
                     'stray', 'not in shard_plan');
select pg_temp.finds('alter table escapement.test_state drop constraint test_state_pk',
                     'test_state', 'no primary key');
select pg_temp.finds('create unique index stray on escapement.build (key)',
                     'build', 'project_id does not lead escapement.stray');
select pg_temp.finds(
    'alter table escapement.build add constraint stray exclude using btree (build_id with =)',
    'build', 'exclusion constraint stray without project_id =');
select pg_temp.finds(
    'create trigger stray before update on escapement.build
         for each row execute function suppress_redundant_updates_trigger()',
    'build', 'trigger stray');
select pg_temp.finds('create rule stray as on delete to escapement.build do instead nothing',
                     'build', 'rule stray');
select pg_temp.finds('create table escapement.stray () inherits (escapement.test_state)',
                     'test_state', 'inherits');
select pg_temp.finds(
    'alter table escapement.test_state add column stray int generated always as identity',
    'test_state', 'stray counts by itself and is no bigint');
select pg_temp.finds(
    'alter table escapement.test_state add constraint stray foreign key (project_id, test_id)
         references escapement.test (project_id, test_id) on update cascade',
    'test_state', 'stray sets or moves project_id');

select isnt_empty(
    format('select pg_temp.shard_unfiltered(%L)', statement),
    'a statement check finds: ' || why)
from (values
    ('select test_id from escapement.test where test_id = $1', 'no project at all'),
    ('select count(*) from escapement.failure where report_id = $1', 'a partition without one'),
    ('select t.test_id from escapement.test t where t.project_id = $1 and exists (
          select from escapement.test_state s where s.test_id = t.test_id)', 'one inside exists'),
    ('select t.test_id from escapement.test t where t.project_id = $2 and t.test_id = $1',
     'another parameter than $1'),
    ('update escapement.test_state set events = 0 where test_id = $1', 'an update'),
    ('insert into escapement.test_state (project_id, test_id, health, failing_runs, events)
      values ($2, $1, ''new'', 0, 0)', 'an insert elsewhere')
) as wrong (statement, why);

select is_empty(
    $check$select pg_temp.shard_unfiltered(
        'select t.test_id, p.name from escapement.test t join escapement.project p
             on p.project_id = t.project_id where t.project_id = $1')$check$,
    'a statement check lets a reference table be');
