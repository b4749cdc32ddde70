-- Words that escapes are told in: a table each, short on purpose, with a definition of every value.

create table escapement.test_layer (
    value      text not null,
    rank       int not null,
    definition text not null,
    constraint test_layer_pk primary key (value)
);
comment on table escapement.test_layer is 'Kinds of tests that could find a bug.';
comment on column escapement.test_layer.value is 'The word.';
comment on column escapement.test_layer.rank is 'Its place in the order.';
comment on column escapement.test_layer.definition is 'What it means.';
insert into escapement.test_layer (value, rank, definition)
values
    ('static', 1, 'Types, linters, analysis: nothing runs.'),
    ('unit', 2, 'One part by itself.'),
    ('integration', 3, 'Several parts of one service with real neighbours such as its database.'),
    ('contract', 4, 'What two services promised each other, checked on both sides.'),
    ('e2e', 5, 'The whole product as a user meets it.'),
    ('exploratory', 6, 'A person who looks for what nobody thought of.'),
    ('performance', 7, 'Time, memory and throughput under load.'),
    ('chaos', 8, 'Parts fail on purpose.'),
    ('security', 9, 'Attacks and checks of permissions.'),
    ('accessibility', 10, 'Use with aids, keyboard, contrast, languages.'),
    ('generative', 11, 'Inputs made by a program: properties, fuzzing, mutation.'),
    ('synthetic', 12, 'Probes that run against production.');

create table escapement.bug_category (
    value      text not null,
    rank       int not null,
    layer      text not null,
    definition text not null,
    constraint bug_category_pk primary key (value),
    constraint bug_category_layer_fk foreign key (layer) references escapement.test_layer (value)
);
comment on table escapement.bug_category is 'Kinds of bugs. A bug of no kind yet is unclassified, and is counted as such.';
comment on column escapement.bug_category.value is 'The word.';
comment on column escapement.bug_category.rank is 'Its place in the order.';
comment on column escapement.bug_category.layer is 'The kind of test that should find it, until somebody says otherwise.';
comment on column escapement.bug_category.definition is 'What it means.';
insert into escapement.bug_category (value, rank, layer, definition)
values
    ('concurrency', 1, 'unit', 'Two things at once: a race, a deadlock, a double submit, a lost update.'),
    ('boundary_value', 2, 'unit', 'Wrong at the edge of a range: none, one, the last, the longest, overflow, rounding.'),
    ('business_logic', 3, 'unit', 'A rule of the business is computed otherwise than was agreed.'),
    ('missing_requirement', 4, 'exploratory', 'Nobody had said what should happen in this case.'),
    ('interface_contract', 5, 'contract', 'Two parts disagree on a message: name, type, unit, order, version.'),
    ('data_handling', 6, 'integration', 'Data is read, stored, migrated or converted wrongly.'),
    ('config_deploy', 7, 'synthetic', 'Right code with a wrong setting, flag, secret, migration or order of deployment.'),
    ('dependency', 8, 'contract', 'A library, service or platform under it changed or failed.'),
    ('capacity', 9, 'performance', 'Right for one, too slow or too large for many.'),
    ('resilience', 10, 'chaos', 'A fault of a part was not survived: no time-out, retry, fallback or recovery.'),
    ('security', 11, 'security', 'Somebody could see or do what they may not.'),
    ('ui_accessibility', 12, 'accessibility', 'People could not see, reach or understand it on their device or with their aids.');

create table escapement.bug_trigger (
    value      text not null,
    rank       int not null,
    definition text not null,
    constraint bug_trigger_pk primary key (value)
);
comment on table escapement.bug_trigger is 'What had to happen for a bug to surface (after Orthogonal Defect Classification).';
comment on column escapement.bug_trigger.value is 'The word.';
comment on column escapement.bug_trigger.rank is 'Its place in the order.';
comment on column escapement.bug_trigger.definition is 'What it means.';
insert into escapement.bug_trigger (value, rank, definition)
values
    ('simple_use', 1, 'The plain use of one function.'),
    ('variation', 2, 'One function with unusual values or options.'),
    ('sequence', 3, 'Several functions one after another.'),
    ('interaction', 4, 'Several functions that change the same thing.'),
    ('concurrent_use', 5, 'Several users or threads at the same moment.'),
    ('load', 6, 'Many requests, much data, little memory or disk.'),
    ('recovery', 7, 'Going on after a fault.'),
    ('startup', 8, 'Starting, stopping, restarting.'),
    ('configuration', 9, 'A particular setting, flag, device or environment.'),
    ('old_data_or_client', 10, 'Data or a client of an earlier version.'),
    ('other_service', 11, 'Another service answered otherwise than expected, or not at all.'),
    ('rare_timing', 12, 'A clock, a date, a delay that seldom comes.');

create table escapement.detection_stage (
    value      text not null,
    rank       int not null,
    escape     boolean not null,
    definition text not null,
    constraint detection_stage_pk primary key (value)
);
comment on table escapement.detection_stage is 'Where a bug was found, in order: from internal_prod on it is an escape.';
comment on column escapement.detection_stage.value is 'The word.';
comment on column escapement.detection_stage.rank is 'Its place in the order.';
comment on column escapement.detection_stage.escape is 'Found here it has escaped.';
comment on column escapement.detection_stage.definition is 'What it means.';
insert into escapement.detection_stage (value, rank, escape, definition)
values
    ('review', 1, false, 'Read by a person before it ran.'),
    ('local', 2, false, 'On the machine of who wrote it.'),
    ('pr', 3, false, 'By a check of the pull request.'),
    ('post_merge', 4, false, 'By a check of the main line.'),
    ('staging', 5, false, 'In an environment like production, before release.'),
    ('post_deploy', 6, false, 'By a canary or a synthetic check right after deployment.'),
    ('internal_prod', 7, true, 'In production, by ourselves.'),
    ('customer', 8, true, 'In production, by a user.');

create table escapement.gap_type (
    value      text not null,
    rank       int not null,
    from_data  boolean not null,
    definition text not null,
    constraint gap_type_pk primary key (value)
);
comment on table escapement.gap_type is 'Why testing missed a bug. None of them is a person.';
comment on column escapement.gap_type.value is 'The word.';
comment on column escapement.gap_type.rank is 'Its place in the order.';
comment on column escapement.gap_type.from_data is 'Proposed from data; else only a person can see it.';
comment on column escapement.gap_type.definition is 'What it means.';
insert into escapement.gap_type (value, rank, from_data, definition)
values
    ('test_data_population', 1, true, 'No test runs with data of the people it hit.'),
    ('quarantined', 2, true, 'A test that would have caught it was in quarantine.'),
    ('flake_ignored', 3, true, 'A test did fail by it, and a retry turned it green.'),
    ('not_run', 4, true, 'A test that would have caught it did not run on the commit.'),
    ('gate_bypassed', 5, true, 'The release went round a gate.'),
    ('gate_over_budget', 6, true, 'A gate takes longer than its budget, and was cut short or not awaited.'),
    ('no_test', 7, true, 'No test looks at what broke.'),
    ('missing_case', 8, false, 'Tests look at what broke, and not at this case of it.'),
    ('weak_assertion', 9, false, 'A test went through it and did not look at the result closely enough.'),
    ('unrealistic_double', 10, false, 'A stand-in answered otherwise than the real thing.'),
    ('environment_drift', 11, false, 'Where it was tested differs from production in what mattered.'),
    ('not_testable_before_prod', 12, false, 'It could not be seen before production with reasonable means.');

create table escapement.change_type (
    value      text not null,
    rank       int not null,
    systemic   boolean not null,
    definition text not null,
    constraint change_type_pk primary key (value)
);
comment on table escapement.change_type is 'What is changed so that a category of bugs is found earlier.';
comment on column escapement.change_type.value is 'The word.';
comment on column escapement.change_type.rank is 'Its place in the order.';
comment on column escapement.change_type.systemic is 'Reaches further than the one bug.';
comment on column escapement.change_type.definition is 'What it means.';
insert into escapement.change_type (value, rank, systemic, definition)
values
    ('regression_test', 1, false, 'A test of this very bug: needed, and never enough alone.'),
    ('test_family', 2, true, 'Tests of the whole class of cases.'),
    ('new_layer', 3, true, 'A kind of test that was not there.'),
    ('gate_rule', 4, true, 'What a gate demands or does.'),
    ('test_data', 5, true, 'Data and accounts that tests run with.'),
    ('environment', 6, true, 'Where tests run becomes more like production.'),
    ('design_fix', 7, true, 'The design makes the category impossible or harmless.'),
    ('monitoring', 8, true, 'Production tells sooner.'),
    ('process', 9, true, 'How work is planned, reviewed or released.'),
    ('training', 10, true, 'What the organisation knows.');

create table escapement.action_state (
    value      text not null,
    rank       int not null,
    open       boolean not null,
    definition text not null,
    constraint action_state_pk primary key (value)
);
comment on table escapement.action_state is 'How far an action item has come.';
comment on column escapement.action_state.value is 'The word.';
comment on column escapement.action_state.rank is 'Its place in the order.';
comment on column escapement.action_state.open is 'Still to be done.';
comment on column escapement.action_state.definition is 'What it means.';
insert into escapement.action_state (value, rank, open, definition)
values
    ('proposed', 1, true, 'Written down, not agreed yet.'),
    ('accepted', 2, true, 'Agreed, not begun.'),
    ('in_progress', 3, true, 'Somebody works on it.'),
    ('done', 4, false, 'Finished, by the word of who did it.'),
    ('verified', 5, false, 'Finished, with evidence that it works.'),
    ('not_doing', 6, false, 'Decided against, with a reason.');

insert into escapement.shard_class (rel, class)
values
    ('bug_category', 'reference'),
    ('bug_trigger', 'reference'),
    ('detection_stage', 'reference'),
    ('test_layer', 'reference'),
    ('gap_type', 'reference'),
    ('change_type', 'reference'),
    ('action_state', 'reference');
