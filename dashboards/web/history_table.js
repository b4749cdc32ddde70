// The runs of the strip as a table, for those who read better than they look.

import { h } from './dom.js';
import { fullName } from './lineage.js';
import { outcomeLabel } from './outcome.js';
import { buildPath } from './router.js';
import { exactText } from './time.js';
import { seconds, shortCommit } from './words.js';

const columns = ['Received', 'Outcome', 'Commit', 'Branch', 'Build', 'Job', 'Attempt', 'Took'];
const numbers = new Set(['Build', 'Attempt', 'Took']);

function row(project, run) {
    return h('tr', {},
        h('td', {}, h('time', { datetime: run.received_at }, exactText(run.received_at))),
        h('td', {}, outcomeLabel(run.outcome), run.as ? h('span', { class: 'muted' }, ' as ',
            h('bdi', {}, fullName(run.as))) : null),
        h('td', {}, h('code', { title: run.commit }, shortCommit(run.commit))),
        h('td', {}, run.branch ?? ''),
        h('td', { class: 'number' },
            h('a', { href: buildPath(project.name, run.build), 'data-page': true }, run.build_key)),
        h('td', {}, [run.job, run.variant].filter(Boolean).join(' ')),
        h('td', { class: 'number' }, run.attempt),
        h('td', { class: 'number' }, seconds(run.seconds)));
}

// @runs newest first.
export function historyTable(project, runs) {
    return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Runs as a table' },
        h('table', { class: 'plain-table' },
            h('thead', {}, h('tr', {}, columns.map((name) =>
                h('th', { scope: 'col', class: numbers.has(name) ? 'number' : null }, name)))),
            h('tbody', {}, runs.map((run) => row(project, run)))));
}
