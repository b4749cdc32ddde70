// What is changed after a bug, so that its kind does not get away again, and the work that is open.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { choices, plain } from './escape_words.js';
import { filledIn, formDialog } from './form_dialog.js';
import { addChange, changeItem } from './plan_changes.js';
import { dayOf } from './time.js';
import { webLink } from './web_link.js';
import { count, oneLine } from './words.js';

const aims = { fix: 'Fix', prevention: 'Prevention', detection: 'Detection' };

const line = (name, label, more) => ({ name, label, attributes: { maxlength: '200' }, ...more });

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
    send: (values) => api.addWorkItem(project.name, { ...filledIn(values), title: oneLine(values.title), defect: bug.id }),
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
