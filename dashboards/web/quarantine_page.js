// All quarantines of a project: what is excused and why, what a proposal waits for, and decisions on
// one or on many.

import { api } from './api.js';
import { h } from './dom.js';
import { nothingMatches } from './empty_states.js';
import { announce } from './live.js';
import { moreFoot } from './more_list.js';
import { problemNote } from './problem_note.js';
import { decideOne, decideMany } from './quarantine_decide.js';
import { filterOf, isEmpty, quarantineFilters } from './quarantine_filters.js';
import { quarantineRow } from './quarantine_row.js';
import { rewriteQuery } from './router.js';
import { count } from './words.js';

const pageSize = 50;
const columns = ['State', 'Why', 'Owner', 'Since', 'Review'];

const nothingYet = () => h('section', { class: 'empty good' },
    h('h2', {}, 'Nothing in quarantine'),
    h('p', {}, 'A test is proposed as soon as it fails and passes on one commit. The page of a test '
        + 'can put it in quarantine at once.'));

export async function quarantinePage({ project, signal }) {
    let filter = filterOf(location.search);
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const chosen = new Set();
    const controls = h('div', { class: 'controls' });
    const results = h('div', { class: 'results' });
    const element = h('div', { class: 'page page-quarantine' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Quarantine'),
            h('p', { class: 'counts' }, 'What is excused, until when, and what waits for a decision.')),
        controls, results);
    const read = (after) =>
        api.quarantines(project.name, { ...filter, limit: pageSize, after }, signal);

    function clear() {
        change({ state: '', q: '', owner: '' });
        controls.replaceChildren(quarantineFilters(filter, change));
        controls.querySelector('input:checked').focus();
    }

    async function decided(said) {
        await change(filter);
        announce(said);
    }

    const choice = h('p', { class: 'shown', role: 'status' });
    const bulk = h('button', { class: 'button', type: 'button', click: async () => {
        if (chosen.size === 0) {
            announce('Choose quarantines first: each row has a box.');
            return;
        }
        const said = await decideMany(project, [...chosen]);
        if (said) await decided(said);
    } }, 'Decide on the chosen');

    function choose(item, on) {
        chosen[on ? 'add' : 'delete'](item.id);
        choice.textContent = `${count(chosen.size, 'quarantine')} chosen.`;
    }

    const rowOf = (item) => quarantineRow(project, item, { choose, decide: async () => {
        const said = await decideOne(project, item);
        if (said) await decided(said);
    } });

    function draw({ items, next }) {
        chosen.clear();
        choice.textContent = '';
        controls.hidden = items.length === 0 && isEmpty(filter);
        if (items.length === 0) {
            results.replaceChildren(isEmpty(filter) ? nothingYet() : nothingMatches({
                title: 'No quarantine matches', words: 'None is like that.', clear,
            }));
            return;
        }
        const body = h('tbody', { role: 'rowgroup' }, items.map(rowOf));
        const header = (name) => h('th', { scope: 'col', role: 'columnheader' }, name);
        results.replaceChildren(
            h('div', { class: 'bulk' }, bulk, choice),
            h('table', { class: 'triage quarantines', role: 'table', 'aria-label': 'Quarantines' },
                h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, header('Test'), columns.map(header),
                    header(h('span', { class: 'unseen' }, 'Actions')))),
                body),
            moreFoot({ list: body, next, read, item: rowOf, noun: 'quarantine', order: 'newest' }));
    }

    async function load() {
        turn += 1;
        const mine = turn;
        results.setAttribute('aria-busy', 'true');
        try {
            const answer = await read(null);
            if (mine === turn) draw(answer);
        } finally {
            if (mine === turn) results.removeAttribute('aria-busy');
        }
    }

    async function change(wanted) {
        filter = wanted;
        rewriteQuery(filter, { push: true });
        try {
            await load();
            announce(results.querySelector('.after-list .shown')?.textContent ?? 'No quarantine matches.');
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    controls.append(quarantineFilters(filter, change));
    await load();
    return { title: `Quarantine of ${project.name}`, element };
}
