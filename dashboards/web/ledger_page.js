// The ledger: every failure that did not stop a build, newest first, and what excused it.

import { api } from './api.js';
import { h } from './dom.js';
import { emptyReports, nothingLetThrough, nothingMatches } from './empty_states.js';
import { excusedItem } from './excused_list.js';
import { filterOf, idWords, isEmpty, ledgerFilters, noFilter } from './ledger_filters.js';
import { announce } from './live.js';
import { moreList } from './more_list.js';
import { problemNote } from './problem_note.js';
import { rewriteQuery } from './router.js';

const pageSize = 25;

export async function ledgerPage({ project, signal }) {
    let filter = filterOf(location.search);
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const controls = h('div', { class: 'controls' });
    const results = h('div', { class: 'results' });
    const element = h('div', { class: 'page page-uploads' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Ledger'),
            h('p', { class: 'counts' }, 'Every failure that did not stop a build, and what excused it.')),
        controls, results);

    function clear() {
        change(noFilter());
        drawControls();
        controls.querySelector('input:checked').focus();
    }

    function drawControls() {
        const only = idWords(filter);
        controls.replaceChildren(ledgerFilters(filter, change), only
            ? h('p', { class: 'lead' }, `Only those ${only}. `,
                h('button', { class: 'button small', type: 'button', click: clear }, 'Show all'))
            : '');
    }

    function draw(first, read) {
        controls.hidden = first.items.length === 0 && isEmpty(filter);
        if (first.items.length > 0) {
            results.replaceChildren(moreList({
                first, read, noun: 'failure', order: 'newest', item: (failure) => excusedItem(project, failure),
            }));
        } else if (isEmpty(filter)) {
            results.replaceChildren(project.builds ? nothingLetThrough(project) : emptyReports(project));
        } else {
            results.replaceChildren(nothingMatches({
                title: 'No failure matches', words: 'None of those that were let through is like that.', clear,
            }));
        }
    }

    async function load() {
        turn += 1;
        const mine = turn;
        const query = { ...filter, limit: pageSize };
        const read = (after) => api.excuses(project.name, { ...query, after }, signal);
        const answer = await read(null);
        if (mine === turn) draw(answer, read);
    }

    async function change(wanted) {
        filter = wanted;
        rewriteQuery(filter, { push: true });
        try {
            await load();
            announce(results.querySelector('.shown')?.textContent ?? 'No failure matches.');
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    drawControls();
    await load();
    return { title: `Ledger of ${project.name}`, element };
}
