// All quarantines of a project: what is excused and why, what a proposal waits for, and decisions on
// one or on many.

import { api } from './api.js';
import { h } from './dom.js';
import { filteredList } from './filtered_list.js';
import { announce } from './live.js';
import { moreFoot } from './more_list.js';
import { decideOne, decideMany } from './quarantine_decide.js';
import { filterOf, quarantineFilters } from './quarantine_filters.js';
import { quarantineRow } from './quarantine_row.js';
import { count } from './words.js';

const pageSize = 50;
const columns = ['State', 'Why', 'Owner', 'Since', 'Review'];

const nothingYet = () => h('section', { class: 'empty good' },
    h('h2', {}, 'Nothing in quarantine'),
    h('p', {}, 'A test is proposed as soon as it fails and passes on one commit. The page of a test '
        + 'can put it in quarantine at once.'));

export async function quarantinePage({ project, signal }) {
    const chosen = new Set();
    const choice = h('p', { class: 'shown', role: 'status' });
    const read = (filter, after) => api.quarantines(project.name, { ...filter, limit: pageSize, after }, signal);

    async function decided(said) {
        await again();
        announce(said);
    }

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

    function list({ items, next }, more) {
        chosen.clear();
        choice.textContent = '';
        const body = h('tbody', { role: 'rowgroup' }, items.map(rowOf));
        const header = (name) => h('th', { scope: 'col', role: 'columnheader' }, name);
        return [
            h('div', { class: 'bulk' }, bulk, choice),
            h('table', { class: 'triage quarantines', role: 'table', 'aria-label': 'Quarantines' },
                h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, header('Test'), columns.map(header),
                    header(h('span', { class: 'unseen' }, 'Actions')))),
                body),
            moreFoot({ list: body, next, read: more, item: rowOf, noun: 'quarantine', order: 'newest' }),
        ];
    }

    const { controls, results, load, again } = filteredList({
        signal, start: filterOf(location.search), none: filterOf(''), form: quarantineFilters, empty: nothingYet,
        title: 'No quarantine matches', words: 'None is like that.', read, list,
    });
    await load();
    const element = h('div', { class: 'page page-quarantine' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Quarantine'),
            h('p', { class: 'counts' }, 'What is excused, until when, and what waits for a decision.')),
        controls, results);
    return { title: `Quarantine of ${project.name}`, element };
}
