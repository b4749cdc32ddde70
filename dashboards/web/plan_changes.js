// A change made after a bug: where it is in force, which tests guard it, and which could.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { choices, definition, plain } from './escape_words.js';
import { filledIn, formDialog } from './form_dialog.js';
import { moreFoot } from './more_list.js';
import { categoriesPath, testPath } from './router.js';
import { date } from './time.js';
import { webLink } from './web_link.js';
import { count, home, oneLine, shortCommit } from './words.js';

const offered = 5; // candidates at a time
const line = (name, label, more) => ({ name, label, attributes: { maxlength: '200' }, ...more });
const why = (hint) => ({ name: 'reason', label: 'Why', type: 'textarea', required: 'A reason is needed.', hint, attributes: { maxlength: '1000' } });

// What stands of the changes of a bug: with its guards, and the first tests that could be one.
export async function readChanges(project, query, signal) {
    const { items } = await api.changes(project.name, query, signal);
    return Promise.all(items.map(async (change) => {
        if (change.ended_at) return { ...change, guardTests: [], candidates: { items: [] } };
        const [guards, candidates] = await Promise.all([
            api.guards(project.name, { change: change.id, limit: 100 }, signal),
            api.guardCandidates(project.name, change.id, { limit: offered }, signal)]);
        return { ...change, guardTests: guards.items, candidates };
    }));
}

export const addChange = ({ project, bug, vocabulary }) => formDialog({
    title: 'A change after it',
    subject: bug.title,
    intro: `One test of this one bug (${vocabulary.change_type.filter(({ systemic }) => !systemic).map(({ value }) => plain(value).toLowerCase()).join(', ')}) `
        + 'is never enough alone: its kind can come back elsewhere.',
    action: 'Write it down',
    fields: [
        line('title', 'Change', { required: 'A line is needed.' }),
        { name: 'change_type', label: 'What kind', type: 'select', required: 'A kind is needed.', choices: choices(vocabulary.change_type),
            value: vocabulary.change_type[0].value },
        ...(bug.category ? [] : [{ name: 'category', label: 'Against bugs of', type: 'select', required: 'A category is needed.',
            choices: choices(vocabulary.bug_category, 'Choose') }]),
        { name: 'description', label: 'What is different from now on', type: 'textarea', attributes: { maxlength: '2000' } },
        line('url', 'Where it can be looked at'),
    ],
    send: (values) => api.addChange(project.name, { ...filledIn(values), title: oneLine(values.title), defect: bug.id }),
});

const giveUp = ({ project }, change) => formDialog({
    title: 'Give this change up',
    subject: change.title,
    intro: 'It is in force nowhere from then on, and what guards it guards nothing.',
    action: 'Give it up',
    fields: [why('Why it was not kept.')],
    send: ({ reason }) => api.endChange(project.name, change.id, oneLine(reason)),
});

const adopt = ({ project, bug }, change) => formDialog({
    title: 'In force in a service',
    subject: change.title,
    action: 'It is in force',
    fields: [line('service', 'Service', { required: 'A service is needed.', value: bug.service ?? '' }),
        { name: 'adopted_at', label: 'Since', type: 'date', hint: 'Left out: now.' }],
    send: (values) => api.adoptChange(project.name, change.id, filledIn(values)),
});

const drop = ({ project }, change, { id, service }) => formDialog({
    title: `No longer in force in ${service}`,
    subject: change.title,
    action: 'It ended',
    fields: [{ name: 'ended_at', label: 'Since', type: 'date', hint: 'Left out: now.' }],
    send: (values) => api.endAdoption(project.name, change.id, id, filledIn(values)),
});

const guard = ({ project }, change) => formDialog({
    title: 'A test that guards it',
    subject: change.title,
    intro: 'While it is quarantined, skipped or gone, the category counts as unguarded.',
    action: 'It guards',
    fields: [line('classname', 'Class', { hint: 'As the runner writes it.' }), line('name', 'Test', { required: 'A test is needed.' })],
    send: ({ classname, name }) => api.guardWith(project.name, { test: { classname, name }, change: change.id }),
});

const endGuard = ({ project }, change, { id, test }) => formDialog({
    title: 'This test guards it no longer',
    subject: test.name,
    intro: `It guards: ${change.title}`,
    action: 'End it',
    fields: [why('Such as: another test took its place.')],
    send: ({ reason }) => api.endGuard(project.name, id, oneLine(reason)),
});

const entry = (facts, button) => h('li', { class: 'plan-entry' }, h('span', {}, joined(facts)), button);
const listOf = (entries) => (entries.length > 0 ? h('ul', { class: 'plain-list' }, entries) : null);
const testLink = (project, test) => h('a', { class: 'test-name', href: testPath(project.name, test.id), 'data-page': true }, h('bdi', {}, test.name));

function adoptions(part, change) {
    const until = (one) => one.ended_at ?? change.ended_at;
    return listOf(change.adoptions.map((one) => entry(
        [h('span', {}, until(one) ? 'was in force in ' : 'in force in ', h('bdi', {}, one.service), ' since ', date(one.adopted_at),
            until(one) ? [', until ', date(until(one))] : null)],
        until(one) ? null : part.button(`drop-${one.id}`, 'End', `It is no longer in force in ${one.service}.`,
            () => drop(part, change, one), { 'aria-label': `End in ${one.service}: ${change.title}` }))));
}

function guards(part, change) {
    if (change.ended_at) return null;
    return [h('p', { class: 'muted small' }, count(change.guards, 'guard test')),
        listOf(change.guardTests.map((one) => entry(
            [testLink(part.project, one.test), home(one.test), one.goes_on_as
                ? h('span', {}, 'goes on as ', testLink(part.project, one.goes_on_as)) : null, one.goes_on_as ? home(one.goes_on_as) : null],
            part.button(`unguard-${one.id}`, 'End', `${one.test.name} guards it no longer.`, () => endGuard(part, change, one),
                { 'aria-label': `End the guard ${one.test.name}: ${change.title}` }))))];
}

// Tests that first appeared with the fix: one click makes each a guard.
function candidates(part, change) {
    const { project, bug, button } = part;
    if (change.ended_at) return null;
    if (change.candidates.items.length === 0) {
        if (change.guards > 0) return null;
        return h('p', { class: 'muted small' }, bug.fix_sha ? 'No test first appeared with its fix: name one that guards it.'
            : 'Tell the commit that mended the bug, and the tests that came with it are offered here.');
    }
    const item = ({ test, job, commit }) => entry(
        [h('span', {}, testLink(project, test)), home(test), h('span', {}, 'job ', h('bdi', {}, job)), h('code', { title: commit }, shortCommit(commit))],
        button(`offer-${change.id}-${test.id}`, 'Let it guard', `${test.name} guards it.`,
            () => api.guardWith(project.name, { test: test.id, change: change.id }),
            { 'aria-label': `Let it guard: ${test.name} for ${change.title}` }));
    const list = h('ul', { class: 'plain-list' }, change.candidates.items.map(item));
    return h('div', { class: 'offered' }, h('p', { class: 'muted small' }, 'First appeared with its fix, and could guard it:'), list,
        change.candidates.next ? moreFoot({ list, next: change.candidates.next, item, noun: 'test',
            read: (after) => api.guardCandidates(project.name, change.id, { limit: offered, after }) }) : null);
}

export function changeItem(part, change) {
    const { project, vocabulary, button } = part;
    const { id, title } = change;
    const act = (key, word, said, run) => button(`${key}-${id}`, word, said, run, { 'aria-label': `${word}: ${title}` });
    return h('li', { class: 'event' }, h('div', { class: 'agenda-row' },
        h('div', {},
            h('h4', {}, h('bdi', {}, title)),
            h('p', { class: 'event-facts' }, joined([
                h('span', { title: definition(vocabulary.change_type, change.change_type) }, plain(change.change_type)),
                change.systemic ? 'reaches further than this bug' : 'one-off',
                h('a', { href: categoriesPath(project.name, { category: change.category }), 'data-page': true }, plain(change.category)),
                change.in_force || change.ended_at ? null : 'in force nowhere yet',
                change.ended_at ? h('span', {}, 'given up ', date(change.ended_at), ': ', h('bdi', {}, change.end_reason)) : null,
                change.url ? webLink(change.url) : null,
            ])),
            change.description ? h('p', { class: 'sentence' }, change.description) : null),
        change.ended_at ? null : h('div', { class: 'row-actions' },
            act('adopt', 'Adopt', 'It is in force.', () => adopt(part, change)),
            act('guard', 'Guard', 'It is guarded.', () => guard(part, change)),
            act('give-up', 'Give up', 'It is given up.', () => giveUp(part, change)))),
    adoptions(part, change),
    guards(part, change),
    candidates(part, change));
}
