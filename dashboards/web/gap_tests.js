// The tests that would have caught a bug, and what became of each on the commit that went out.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { formDialog } from './form_dialog.js';
import { quarantinePath, testPath } from './router.js';
import { date } from './time.js';
import { home, oneLine } from './words.js';

const hows = { named: 'named by a person', guard: 'guards a change made after it', fix: 'came with the fix' };
const outcomes = {
    passed: 'passed on it', failed: 'failed on it', error: 'broke on it', skipped: 'was skipped on it', flaky: 'failed and passed on it',
};

// One test by a part of its name: when several have it, they are told.
async function find(project, words) {
    const { items } = await api.tests(project.name, { q: words, limit: 20 });
    const exact = items.filter(({ test }) => test.name === words);
    const found = exact.length > 0 ? exact : items;
    if (found.length === 1) return found[0].test.id;
    throw new Error(found.length === 0 ? `no test is named like “${words}”`
        : `several tests are: ${found.slice(0, 5).map(({ test }) => `“${test.name}” of ${home(test)}`).join(', ')}; give more of the name`);
}

async function nameTest({ project, bug, evidence }) {
    const near = new Map([...evidence.excused.items, ...evidence.absent.items, ...evidence.neighbours]
        .map(({ test }) => [test.name, test]));
    return formDialog({
        title: 'Name a test that would have caught it',
        subject: bug.title,
        intro: 'What became of it on the commit that went out is looked up then.',
        action: 'Name it',
        body: h('datalist', { id: 'tests-near' }, [...near.keys()].map((value) => h('option', { value }))),
        fields: [
            { name: 'test', label: 'Test', hint: 'Its name, or a part of it.', required: 'A name is needed.',
                attributes: { list: 'tests-near', maxlength: '200' } },
            { name: 'word', label: 'Why', type: 'textarea', hint: 'How it would have.', attributes: { maxlength: '500' } },
        ],
        send: async ({ test, word }) => api.nameTest(project.name, bug.id, near.get(test)?.id ?? await find(project, test),
            word ? { why: oneLine(word) } : {}),
    });
}

function testItem({ project, bug, button }, entry) {
    const { test, how, outcome, quarantine } = entry;
    return h('li', { class: 'event' },
        h('div', { class: 'agenda-row' },
            h('div', {},
                h('h3', {}, h('a', { class: 'test-name', href: testPath(project.name, test.id), 'data-page': true }, h('bdi', {}, test.name))),
                home(test) ? h('p', { class: 'test-home' }, home(test)) : null,
                h('p', { class: 'event-facts' }, joined([
                    hows[how], entry.layer, entry.population,
                    outcome ? outcomes[outcome] : 'did not run on it',
                    quarantine ? h('a', { href: quarantinePath(project.name), 'data-page': true, class: 'overdue' },
                        `in quarantine then (${quarantine})`) : null,
                    entry.late ? h('span', {}, 'first ran after it went out, on ', date(entry.first_seen)) : null,
                ]))),
            how === 'named' ? h('div', { class: 'row-actions' }, button(`unname-${test.id}`, 'Take back', `${test.name} is no longer named.`,
                () => api.unnameTest(project.name, bug.id, test.id), { 'aria-label': `Take back: ${test.name}` })) : null));
}

export function caughtBySection(part) {
    const { evidence, button } = part;
    return h('section', { class: 'caught-by' },
        h('h2', {}, 'Tests that would have caught it'),
        evidence.tests.length > 0
            ? h('ul', { class: 'events' }, evidence.tests.map((entry) => testItem(part, entry)))
            : h('p', { class: 'note' }, 'None is named yet. If there is one, it ran and was weak, or it was excused, or it did not run: name it, and see.'),
        h('p', { class: 'section-actions' }, button('name-test', 'Name a test', 'The test is named.', () => nameTest(part))));
}
