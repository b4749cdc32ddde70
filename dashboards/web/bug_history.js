// What was changed of a bug, by whom, and why: read when it is opened.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { moreList } from './more_list.js';
import { problemNote } from './problem_note.js';
import { date } from './time.js';

const pageSize = 20;
const shown = (value) => (value === null || value === undefined ? 'none' : String(value));

function changedWords({ before, after }) {
    const names = Object.keys(after ?? {}).filter((name) => shown(before?.[name]) !== shown(after[name]));
    return names.map((name) => h('li', {}, `${name.replaceAll('_', ' ')}: `, before ? `${shown(before[name])} → ` : '', h('bdi', {}, shown(after[name]))));
}

const entry = (item) => h('li', { class: 'event' },
    h('p', { class: 'event-facts' }, joined([date(item.at), h('bdi', {}, item.actor), item.action, item.reason])),
    h('ul', { class: 'mortem-lines' }, changedWords(item)));

export function bugHistory(project, bug) {
    const body = h('div', {});
    const read = (after) => api.defectHistory(project.name, bug.id, { limit: pageSize, after });
    async function open() {
        if (!details.open) return;
        try {
            body.replaceChildren(moreList({ first: await read(null), read, item: entry, noun: 'change', order: 'newest' }));
        } catch (error) {
            if (error.status !== 401) body.replaceChildren(problemNote(error, { retry: open }));
        }
    }
    const details = h('details', { toggle: open }, h('summary', {}, 'Everything that was changed of it'), body);
    return h('section', {}, h('h2', {}, 'History'), details);
}
