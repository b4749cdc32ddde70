// One test of the triage list. After an action the row is asked for again and drawn anew, in place.

import * as actions from './actions.js';
import { api } from './api.js';
import { causeSentence } from './cause_list.js';
import { h, joined } from './dom.js';
import { buildsWords, lostWords } from './impact_words.js';
import { announce } from './live.js';
import { testPath } from './router.js';
import { brokenBadge, stateBadge } from './state_badge.js';
import { webLink } from './web_link.js';
import { ago, date } from './time.js';
import { evidenceSentence, figure, home } from './words.js';

const none = () => h('span', { class: 'none' }, '–', h('span', { class: 'unseen' }, 'none'));

function nameCell(project, item) {
    const { test, quarantine } = item;
    return h('th', { scope: 'row', role: 'rowheader', class: 'cell-name' },
        h('a', { class: 'test-name', href: testPath(project.name, test.id), 'data-page': true }, test.name),
        test.variant ? h('span', { class: 'tag' }, test.variant) : null,
        test.occurrence > 1 ? h('span', { class: 'tag' }, `no. ${test.occurrence} of this name`) : null,
        item.layer ? h('span', { class: 'tag' }, item.layer) : null,
        home(test) ? h('div', { class: 'test-home' }, home(test)) : null,
        h('p', { class: 'sentence' }, evidenceSentence(item)),
        item.cause ? h('p', { class: 'sentence muted' }, causeSentence(item.cause)) : null,
        quarantine && quarantine.state !== 'proposed'
            ? h('p', { class: 'sentence quoted' }, `“${quarantine.reason}” `,
                h('span', { class: 'muted' }, 'Opened ', ago(quarantine.opened_at), '.'))
            : null);
}

function cell(label, content, attributes = {}) {
    return h('td', { role: 'cell', 'data-label': label, ...attributes }, content);
}

function actionButtons(item, act) {
    const button = (verb, word, key) => h('button', {
        class: 'button small', type: 'button', 'data-act': verb, 'aria-keyshortcuts': key,
        'aria-label': `${word} ${item.test.name}`, click: () => act(verb),
    }, word);
    return [
        actions.mayQuarantine(item) ? button('quarantine', 'Quarantine', 'Q') : null,
        item.quarantine?.expired && actions.mayExtend(item) ? button('extend', 'Extend', 'E') : null,
        item.quarantine ? button('release', actions.releaseWord(item), 'R') : null,
    ];
}

function cells(project, item, act) {
    const { quarantine } = item;
    const owner = quarantine?.owner ?? item.owner;
    const number = { class: 'number' };
    return [
        nameCell(project, item),
        cell('State', [stateBadge(item), ' ', brokenBadge(item)], { class: 'cell-state' }),
        cell('Events', figure(item.events), number),
        cell('Builds', figure(item.builds_affected), number),
        cell('Lost, 28 days', item.impact
            ? h('span', { title: buildsWords(item.impact) }, lostWords(item.impact.minutes_lost)) : none(), number),
        cell('Last seen', ago(item.last_event_at ?? item.last_failure_at)),
        cell('Owner, ticket', joined([owner ?? h('span', { class: 'muted' }, 'no owner'),
            quarantine?.ticket ? webLink(quarantine.ticket) : null])),
        cell('Review', quarantine?.review_at
            ? h('span', { class: quarantine.expired ? 'overdue' : null }, date(quarantine.review_at)) : none()),
        cell('Actions', h('div', { class: 'row-actions' }, actionButtons(item, act)), { class: 'cell-actions' }),
    ];
}

export function triageRow(project, first) {
    let item = first;
    const row = h('tr', { role: 'row', 'data-test': item.test.id });

    async function act(verb) {
        const said = await actions[verb](project, item);
        if (!said) return;
        try {
            item = await api.test(project.name, item.test.id);
        } catch (problem) {
            announce(`Done, but the row could not be read again: ${problem.message}`);
            return;
        }
        draw();
        (row.querySelector('button') ?? row.querySelector('a')).focus();
        announce(said);
        row.dispatchEvent(new CustomEvent('decided', { bubbles: true }));
    }

    function draw() {
        row.replaceChildren(...cells(project, item, act));
    }

    draw();
    return row;
}

const keys = { q: 'quarantine', e: 'extend', r: 'release' };

// Keys for those who go down the list: Up and Down move to the same control of the next row; Q, E
// and R press the buttons of the row that has the focus (and do nothing elsewhere, WCAG 2.1.4).
export function rowKeys(event) {
    const row = event.target.closest('tr');
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const next = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling;
        const { act } = event.target.dataset;
        const target = next?.querySelector(act ? `[data-act="${act}"]` : 'a') ?? next?.querySelector('a');
        if (!target) return;
        event.preventDefault();
        target.focus();
    } else if (keys[event.key]) {
        row.querySelector(`[data-act="${keys[event.key]}"]`)?.click();
        event.preventDefault();
    }
}
