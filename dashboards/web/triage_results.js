// The part of the triage page below the filters: the table and what is left of it, or why there is none.

import { h } from './dom.js';
import { nothingFlagged, nothingMatches } from './empty_states.js';
import { announce } from './live.js';
import { problemNote } from './problem_note.js';
import { states } from './triage_filters.js';
import { readTriageList } from './triage_list.js';
import { triageTable } from './triage_table.js';
import { count } from './words.js';

function matchWords({ state, q, owner }) {
    const parts = [
        state ? `is in the state “${states[state]}”` : '',
        q ? `has “${q}” in its name, class or suite` : '',
        owner ? (owner === 'none' ? 'has no owner' : `is owned by “${owner}”`) : '',
    ].filter(Boolean);
    return `No flagged or quarantined test ${parts.join(' and ')}.`;
}

function statusWords(shown, next) {
    return next ? `The first ${count(shown, 'test')} of this list; there are more.`
        : `${count(shown, 'test')}, and that is all of this list.`;
}

// { element, load(filter, { atLeast }), shown() }. @clear is called to drop the filters.
export function triageResults({ project, signal, clear }) {
    const element = h('div', { class: 'results' });
    let filter;
    let turn = 0; // of the newest load: an older answer is late and thrown away
    let shown = 0;

    async function read(atLeast) {
        let { items, next } = await readTriageList(project, filter, null, signal);
        while (next && items.length < atLeast) {
            const more = await readTriageList(project, filter, next, signal);
            items = items.concat(more.items);
            next = more.next;
        }
        return { items, next };
    }

    async function load(wanted, { atLeast = 0 } = {}) {
        filter = wanted;
        turn += 1;
        const mine = turn;
        element.setAttribute('aria-busy', 'true');
        try {
            const answer = await read(atLeast);
            if (mine === turn) draw(answer);
        } finally {
            if (mine === turn) element.removeAttribute('aria-busy');
        }
    }

    // As load(), for a page that is on show: says what it found, and shows what went wrong.
    async function reload(wanted) {
        try {
            await load(wanted);
            announce(shown ? statusWords(shown, element.querySelector('.more:not([hidden])')) : 'No test matches.');
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            element.replaceChildren(problemNote(error, { retry: () => reload(wanted) }));
        }
    }

    function draw({ items, next }) {
        shown = items.length;
        if (shown === 0) {
            element.replaceChildren(filter.state || filter.q || filter.owner
                ? nothingMatches({ words: matchWords(filter), clear })
                : nothingFlagged(project));
            return;
        }
        const table = triageTable(project);
        table.add(items);
        element.replaceChildren(table.element, foot(table, next));
    }

    function foot(table, next) {
        const status = h('p', { class: 'shown' }, statusWords(shown, next));
        const button = h('button', { class: 'button more', type: 'button', hidden: !next, click: more }, 'Show more');
        const mine = turn;
        let busy = false;

        // The button keeps the focus while there is more; then the first new row gets it.
        async function more() {
            if (busy) return;
            busy = true;
            button.textContent = 'Loading …';
            try {
                const answer = await readTriageList(project, filter, next, signal);
                if (mine !== turn) return;
                next = answer.next;
                const rows = table.add(answer.items);
                shown += rows.length;
                status.textContent = statusWords(shown, next);
                if (!next) rows[0]?.querySelector('a').focus();
                button.hidden = !next;
                announce(`${count(rows.length, 'more test')}. ${status.textContent}`);
            } catch (error) {
                if (signal.aborted || error.status === 401) return;
                status.textContent = `No more could be loaded: ${error.message}`;
                announce(status.textContent);
            } finally {
                busy = false;
                button.textContent = 'Show more';
            }
        }

        return h('div', { class: 'after-list' }, status, button,
            h('p', { class: 'keys' }, 'In the list: ', h('kbd', {}, '↑'), ' ', h('kbd', {}, '↓'),
                ' next test, ', h('kbd', {}, 'Q'), ' quarantine, ', h('kbd', {}, 'E'), ' extend, ',
                h('kbd', {}, 'R'), ' release or dismiss'));
    }

    return { element, load, reload, shown: () => shown };
}
