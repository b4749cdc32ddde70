-- The first report of a large project is answered before each of its tests is a row: their words
-- wait as columns, and whoever first wants to read tests makes rows of them.

create table escapement.test_words (
    project_id  int not null,
    first_id    int not null,
    suites      text compression lz4 not null,
    classnames  text compression lz4 not null,
    names       text compression lz4 not null,
    variants    text compression lz4 not null,
    files       text compression lz4 not null,
    occurrences int[] compression lz4 not null,
    lines       int[] compression lz4 not null,
    first_seen  timestamptz not null,
    constraint test_words_pk primary key (project_id, first_id)
);
comment on table escapement.test_words is 'Words of tests that are not rows yet, as columns: one value a test in the order of the ids, texts parted by the control character 1, which no name can hold. Their identities are in the test_batch of the same first id.';
comment on column escapement.test_words.project_id is 'The project.';
comment on column escapement.test_words.first_id is 'Id of the first of them; the others follow one by one.';
comment on column escapement.test_words.suites is 'As in test.';
comment on column escapement.test_words.classnames is 'As in test.';
comment on column escapement.test_words.names is 'As in test.';
comment on column escapement.test_words.variants is 'As in test.';
comment on column escapement.test_words.files is 'As in test; empty where the runner does not say it.';
comment on column escapement.test_words.occurrences is 'As in test.';
comment on column escapement.test_words.lines is 'As in test; 0 where the runner does not say it.';
comment on column escapement.test_words.first_seen is 'When they were first reported.';

-- Makes rows of all tests of a project that are not yet. Whoever comes second waits for the first,
-- and finds nothing left to do.
create function escapement.test_unpack(project int) returns bigint
language plpgsql set search_path = '' as $$
declare
    piece escapement.test_words;
    ready int[];
    made  bigint;
    total bigint := 0;
begin
    if not exists (select from escapement.test_words w where w.project_id = project) then
        return 0;
    end if;
    perform from escapement.project_counter c where c.project_id = project for update;
    for piece in delete from escapement.test_words w where w.project_id = project returning w.* loop
        ready := array(
            select t.test_id
            from escapement.test t
            where t.project_id = project
              and t.test_id >= piece.first_id
              and t.test_id < piece.first_id + cardinality(piece.lines));
        insert into escapement.test (project_id, test_id, identity, suite, classname, name, variant,
                                     occurrence, file, line, first_seen)
        select project, piece.first_id + u.place::int - 1,
               encode(substring(b.identities from u.place::int * 16 - 15 for 16), 'hex')::uuid,
               u.suite, u.classname, u.name, u.variant, u.occurrence, nullif(u.file, ''),
               nullif(u.line, 0), piece.first_seen
        from (
            select b.identities || '' as identities
            from escapement.test_batch b
            where b.project_id = project
              and b.first_id = piece.first_id
            offset 0) b
        cross join rows from (
            string_to_table(piece.suites, E'\x01'), string_to_table(piece.classnames, E'\x01'),
            string_to_table(piece.names, E'\x01'), string_to_table(piece.variants, E'\x01'),
            string_to_table(piece.files, E'\x01'), unnest(piece.occurrences), unnest(piece.lines))
            with ordinality as u (suite, classname, name, variant, file, occurrence, line, place)
        where piece.first_id + u.place::int - 1 <> all (ready);
        get diagnostics made = row_count;
        total := total + made;
    end loop;
    return total;
end $$;
comment on function escapement.test_unpack is 'Makes rows of the tests of a project whose words wait as columns; how many. Cheap when there are none.';

insert into escapement.shard_class (rel, class)
values ('test_words', 'distributed');
