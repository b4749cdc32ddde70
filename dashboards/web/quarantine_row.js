// One quarantine of the list.

import { h, joined } from './dom.js';
import { testPath } from './router.js';
import { brokenBadge, stateBadge } from './state_badge.js';
import { ago, date } from './time.js';
import { webLink } from './web_link.js';
import { count, home, sentence, shortCommit } from './words.js';

const cell = (label, content, attributes = {}) => h('td', { role: 'cell', 'data-label': label, ...attributes }, content);

function why(item) {
    const said = (words, quoted) => h('p', { class: `sentence${quoted ? ' quoted' : ''}` }, words);
    return [
        said(`“${item.reason}”`, true),
        item.state === 'proposed' && item.held_why ? said(`Waits: ${sentence(item.held_why)}`) : null,
        item.fix_commit ? said(`Fixed in ${shortCommit(item.fix_commit)}, as it is said.`) : null,
        item.branches ? said(`Only on ${item.branches.join(', ')}.`) : null,
        item.returns ? said(`It was in quarantine before, ${count(item.returns, 'time')}.`) : null,
        item.close_reason ? said(`Ended: ${sentence(item.close_reason)}`) : null,
        item.gap ? said(`Nothing tests any more: ${sentence(item.gap)}`) : null,
    ];
}

// @item stands for the test as other pages know it: a state, and whether it fails always.
const asTest = (item) => ({ quarantine: item, health: item.broken_at ? 'broken' : 'flaky' });

export function quarantineRow(project, item, { choose, decide }) {
    const open = item.state !== 'closed';
    return h('tr', { role: 'row', 'data-quarantine': item.id },
        h('th', { scope: 'row', role: 'rowheader', class: 'cell-name' },
            open ? h('input', { type: 'checkbox', 'aria-label': `Choose ${item.test.name}`,
                change: (event) => choose(item, event.target.checked) }) : null,
            h('a', { class: 'test-name', href: testPath(project.name, item.test.id), 'data-page': true }, item.test.name),
            home(item.test) ? h('div', { class: 'test-home' }, home(item.test)) : null),
        cell('State', open ? [stateBadge(asTest(item)), ' ', brokenBadge(asTest(item))]
            : h('span', { class: 'muted' }, item.decision ? `Closed, ${item.decision}` : 'Closed'), { class: 'cell-state' }),
        cell('Why', why(item), { class: 'cell-why' }),
        cell('Owner', joined([item.owner ?? h('span', { class: 'muted' }, 'no owner'),
            item.ticket ? webLink(item.ticket) : null])),
        cell('Since', ago(item.activated_at ?? item.opened_at)),
        cell('Review', item.review_at
            ? h('span', { class: item.expired ? 'overdue' : null }, date(item.review_at))
            : h('span', { class: 'none' }, '–', h('span', { class: 'unseen' }, 'none'))),
        cell('Actions', open ? h('div', { class: 'row-actions' }, h('button', {
            class: 'button small', type: 'button', 'aria-label': `Decide on ${item.test.name}`, click: decide,
        }, 'Decide')) : null, { class: 'cell-actions' }));
}
