// What is changed after a bug, so that its kind does not get away again, and the work that is open.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { choices, definition, plain } from './escape_words.js';
import { formDialog } from './form_dialog.js';
import { categoriesPath } from './router.js';
import { date, dayOf } from './time.js';
import { webLink } from './web_link.js';
import { count, oneLine } from './words.js';

const aims = { fix: 'Fix', prevention: 'Prevention', detection: 'Detection' };

const line = (name, label, more) => ({ name, label, attributes: { maxlength: '200' }, ...more });
const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value));

async function addChange({ project, bug, vocabulary }) {
    const types = vocabulary.change_type;
    return formDialog({
        title: 'A change after it',
        subject: bug.title,
        intro: `One test of this one bug (${types.filter(({ systemic }) => !systemic).map(({ value }) => plain(value).toLowerCase()).join(', ')}) `
            + 'is never enough alone: its kind can come back elsewhere.',
        action: 'Write it down',
        fields: [
            line('title', 'Change', { required: 'A line is needed.' }),
            { name: 'change_type', label: 'What kind', type: 'select', required: 'A kind is needed.', choices: choices(types), value: types[0].value },
            ...(bug.category ? [] : [{ name: 'category', label: 'Against bugs of', type: 'select', required: 'A category is needed.',
                choices: choices(vocabulary.bug_category, 'Choose') }]),
            { name: 'description', label: 'What is different from now on', type: 'textarea', attributes: { maxlength: '2000' } },
            line('url', 'Where it can be looked at'),
        ],
        send: (values) => api.addChange(project.name, { ...given(values), title: oneLine(values.title), defect: bug.id }),
    });
}

const adopt = ({ project, bug }, change) => formDialog({
    title: 'In force in a service',
    subject: change.title,
    action: 'It is in force',
    fields: [line('service', 'Service', { required: 'A service is needed.', value: bug.service ?? '' }),
        { name: 'adopted_at', label: 'Since', type: 'date', hint: 'Left out: now.' }],
    send: (values) => api.adoptChange(project.name, change.id, given(values)),
});

const guard = ({ project }, change) => formDialog({
    title: 'A test that guards it',
    subject: change.title,
    intro: 'While it is quarantined, skipped or gone, the category counts as unguarded.',
    action: 'It guards',
    fields: [line('classname', 'Class', { hint: 'As the runner writes it.' }), line('name', 'Test', { required: 'A test is needed.' })],
    send: ({ classname, name }) => api.guardWith(project.name, { test: { classname, name }, change: change.id }),
});

function changeItem(part, change) {
    const { project, vocabulary, button } = part;
    const { id, title } = change;
    const where = change.adoptions.filter(({ ended_at: ended }) => !ended);
    return h('li', { class: 'event' }, h('div', { class: 'agenda-row' },
        h('div', {},
            h('h4', {}, h('bdi', {}, title)),
            h('p', { class: 'event-facts' }, joined([
                h('span', { title: definition(vocabulary.change_type, change.change_type) }, plain(change.change_type)),
                change.systemic ? 'reaches further than this bug' : 'one-off',
                h('a', { href: categoriesPath(project.name, { category: change.category }), 'data-page': true }, plain(change.category)),
                where.length > 0 ? ['in force in ', joined(where.map(({ service, adopted_at: at }) =>
                    h('span', {}, h('bdi', {}, service), ' since ', date(at))), ', ')] : 'in force nowhere yet',
                count(change.guards, 'guard test'),
                change.ended_at ? `given up: ${change.end_reason}` : null,
                change.url ? webLink(change.url) : null,
            ])),
            change.description ? h('p', { class: 'sentence' }, change.description) : null),
        change.ended_at ? null : h('div', { class: 'row-actions' },
            button(`adopt-${id}`, 'Adopt', 'It is in force.', () => adopt(part, change), { 'aria-label': `Adopt: ${title}` }),
            button(`guard-${id}`, 'Guard', 'It is guarded.', () => guard(part, change), { 'aria-label': `Guard: ${title}` }))));
}

const addWork = ({ project, bug, plan }) => formDialog({
    title: 'Work to be done',
    subject: bug.title,
    intro: 'Before review there is at least one piece of each aim.',
    action: 'Write it down',
    fields: [
        line('title', 'What is to be done', { required: 'A line is needed.' }),
        { name: 'aim', label: 'Aim', type: 'select', required: 'An aim is needed.', choices: aims, value: plan.missing[0] ?? 'fix' },
        line('owner', 'Owner', { hint: 'The team that does it.' }),
        { name: 'due', label: 'Due', type: 'date' },
        line('ticket', 'Ticket', { hint: 'Its key or address.' }),
    ],
    send: (values) => api.addWorkItem(project.name, { ...given(values), title: oneLine(values.title), defect: bug.id }),
});

const moveWork = ({ project, vocabulary }, item) => formDialog({
    title: 'Where it stands',
    subject: item.title,
    action: 'Save',
    fields: [
        { name: 'state', label: 'State', type: 'select', required: 'A state is needed.', choices: choices(vocabulary.action_state), value: item.state },
        { name: 'evidence', label: 'What shows that it works', type: 'textarea', value: (item.evidence ?? []).join('\n'),
            hint: 'Verified needs it: addresses or ids, one a line.', attributes: { maxlength: '4000' } },
        line('reason', 'Why it is not done', { value: item.reason ?? '' }),
    ],
    send: ({ state, evidence, reason }) => {
        const lines = evidence.split('\n').map((text) => text.trim()).filter(Boolean);
        return api.changeWorkItem(project.name, item.id, {
            state, ...(lines.length > 0 ? { evidence: lines } : {}), ...(reason ? { reason } : {}),
        });
    },
});

function workItem(part, item) {
    const badge = item.state === 'verified' || item.state === 'done' ? 'pass' : item.overdue ? 'expired' : 'open';
    return h('li', { class: 'event' }, h('div', { class: 'agenda-row' },
        h('div', {},
            h('h4', {}, h('bdi', {}, item.title), ' ', h('span', { class: `badge badge-${badge}` }, plain(item.state))),
            h('p', { class: 'event-facts' }, joined([
                aims[item.aim], item.owner ? h('bdi', {}, item.owner) : 'no owner yet',
                item.due ? h('span', { class: item.overdue ? 'overdue' : null }, item.overdue ? 'was due ' : 'due ', dayOf(item.due)) : null,
                `${count(item.age_days, 'day')} old`, item.ticket ? webLink(item.ticket) : null,
                item.evidence?.length > 0 ? ['shown by ', joined(item.evidence.map((text) => webLink(text)), ', ')] : null,
                item.reason,
            ]))),
        h('div', { class: 'row-actions' }, part.button(`move-${item.id}`, 'Change', 'It is changed.', () => moveWork(part, item),
            { 'aria-label': `Change: ${item.title}` }))));
}

function warnings({ missing, only_one_off: onlyOneOff }) {
    const notes = [];
    if (onlyOneOff) notes.push('There are changes, and none reaches further than this one bug: its kind is as likely to get away as before.');
    if (missing.length > 0) {
        notes.push(`Before review there has to be work for ${missing.map((aim) => aims[aim].toLowerCase()).join(', ')}.`);
    }
    return notes.map((text) => h('p', { class: 'note' }, text));
}

export function planSection(part) {
    const { bug, plan, changes, work, button } = part;
    return h('section', { id: 'plan' },
        h('h2', {}, 'What is changed'),
        bug.kind === 'escape' ? warnings(plan) : null,
        h('h3', {}, 'Changes'),
        changes.length > 0 ? h('ul', { class: 'events' }, changes.map((change) => changeItem(part, change)))
            : h('p', { class: 'muted' }, 'None is written down.'),
        h('p', { class: 'section-actions' }, button('add-change', 'Add a change', 'The change is written down.', () => addChange(part))),
        h('h3', {}, 'Work'),
        work.length > 0 ? h('ul', { class: 'events' }, work.map((item) => workItem(part, item)))
            : h('p', { class: 'muted' }, 'None is written down.'),
        h('p', { class: 'section-actions' }, button('add-work', 'Add work', 'The work is written down.', () => addWork(part))));
}
