// The rows of a triage by section, and the keys for those who go down it.

import { h } from './dom.js';
import { announce } from './live.js';
import { decide } from './week_decide.js';
import { rowName, weekRow } from './week_row.js';
import { decidedWords, decisions, sections } from './week_words.js';
import { count } from './words.js';

const verbs = Object.fromEntries(Object.entries(decisions).map(([verb, { key }]) => [key.toLowerCase(), verb]));

// Up and Down move to the same control of the next row, over the sections; letters press the buttons
// of the row that has the focus, and do nothing elsewhere (WCAG 2.1.4).
function keys(event) {
    const row = event.target.closest('.agenda-row');
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const rows = [...event.currentTarget.querySelectorAll('.agenda-row')];
        const next = rows[rows.indexOf(row) + (event.key === 'ArrowDown' ? 1 : -1)];
        const { act } = event.target.dataset;
        const target = next?.querySelector(act ? `[data-act="${act}"]` : 'a') ?? next?.querySelector('a');
        if (!target) return;
        event.preventDefault();
        target.focus();
    } else if (verbs[event.key.toLowerCase()]) {
        row.querySelector(`[data-act="${verbs[event.key.toLowerCase()]}"]`)?.click();
        event.preventDefault();
    }
}

const keysNote = () => h('p', { class: 'keys' }, 'In a row: ', h('kbd', {}, '↑'), ' ', h('kbd', {}, '↓'), ' next row',
    Object.values(decisions).map(({ key, word }) => [', ', h('kbd', {}, key), ` ${word.toLowerCase()}`]));

// @changed() is called when a row of @triage was decided on.
export function weekAgenda(project, triage, changed) {
    const open = triage.state === 'open';

    function element(row) {
        const shown = weekRow(project, row, open ? (verb) => act(row, verb, shown) : null);
        return shown;
    }

    async function act(row, verb, shown) {
        const answer = await decide(project, triage, row, verb);
        if (!answer) return;
        triage.rows = triage.rows.map((one) => (one.id === answer.id ? answer : one));
        const fresh = element(answer);
        shown.replaceWith(fresh);
        fresh.querySelector('a').focus();
        changed();
        announce(`${rowName(answer)}: ${decisions[verb].done}. ${decidedWords(triage.rows)}.`);
    }

    const parts = Object.entries(sections).map(([name, [title, lead]]) => {
        const rows = triage.rows.filter(({ section }) => section === name);
        if (rows.length === 0) return null;
        return h('section', { class: 'agenda-section' },
            h('h2', {}, title, ' ', h('span', { class: 'tag' }, count(rows.length, 'row'))),
            h('p', { class: 'lead' }, lead),
            h('ol', { class: 'events' }, rows.map(element)));
    });
    return h('div', { class: 'agenda', keydown: keys }, open && triage.rows.some(({ asks }) => asks) ? keysNote() : null, parts);
}
