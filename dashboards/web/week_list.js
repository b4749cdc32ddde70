// The triages of other weeks.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { moreList } from './more_list.js';
import { weekPath } from './router.js';
import { ago } from './time.js';
import { weekOf } from './week_words.js';
import { figure } from './words.js';

const pageSize = 8;

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function item(project, shown, triage) {
    const { id, state, decided, asking } = triage;
    return h('li', { class: 'event' },
        h('h3', {}, h('a', { href: weekPath(project.name, id), 'data-page': true, 'aria-current': id === shown ? 'true' : null },
            capital(weekOf(triage)))),
        h('p', { class: 'event-facts' }, joined([
            state === 'open' ? h('span', {}, 'open, since ', ago(triage.opened_at))
                : h('span', {}, 'closed ', ago(triage.closed_at), ` by ${triage.closed_by}`),
            state === 'open' ? null : `${figure(decided)} of ${figure(asking)} decided`,
        ])));
}

// @shown: the one that is on show, if any.
export async function weekList(project, shown, signal) {
    const read = (after) => api.triages(project.name, { limit: pageSize, after }, signal);
    const first = await read(null);
    if (first.items.length === 0) return null;
    return h('section', { class: 'weeks' }, h('h2', {}, 'Weeks'),
        moreList({ first, read, noun: 'triage', order: 'newest', item: (one) => item(project, shown, one) }));
}
