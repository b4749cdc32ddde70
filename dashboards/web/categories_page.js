// Kinds of bugs by service: which are closed, which only hold, and which got away again.

import { api } from './api.js';
import { h } from './dom.js';
import { nothingMatches } from './empty_states.js';
import { choices } from './escape_words.js';
import { announce } from './live.js';
import { moreList } from './more_list.js';
import { problemNote } from './problem_note.js';
import { groups, ratesSection } from './rates_section.js';
import { escapesPath, rewriteQuery } from './router.js';
import { watchItem } from './watch_item.js';
import { states } from './watch_words.js';

const pageSize = 25;

function filterOf(search) {
    const query = new URLSearchParams(search);
    const get = (name) => (query.get(name) ?? '').slice(0, 200);
    return { state: get('state') in states ? get('state') : '', category: get('category'), service: get('service') };
}

function ratesOf(search) {
    const query = new URLSearchParams(search);
    const get = (name) => (query.get(name) ?? '').slice(0, 10);
    return { by: get('by') in groups ? get('by') : 'category', from: get('from'), to: get('to') };
}

const isEmpty = ({ state, category, service }) => !state && !category && !service;

function filters(filter, vocabulary, changed) {
    function tell() {
        const data = new FormData(form);
        changed({ state: data.get('state') ?? '', category: data.get('category'), service: data.get('service').trim() });
    }
    const form = h('form', {
        class: 'filters', role: 'search', 'aria-label': 'Categories', submit: (event) => { event.preventDefault(); tell(); }, change: tell,
    },
    h('fieldset', { class: 'segments' },
        h('legend', { class: 'unseen' }, 'State'),
        Object.entries({ '': 'All', ...states }).map(([value, word]) => h('label', {},
            h('input', { type: 'radio', name: 'state', value, checked: value === filter.state }), h('span', {}, word)))),
    h('label', { class: 'sort' }, h('span', {}, 'Category'), h('select', { name: 'category' },
        Object.entries(choices(vocabulary.bug_category, 'Any')).map(([value, word]) =>
            h('option', { value, selected: value === filter.category }, word)))),
    h('label', { class: 'sort' }, h('span', {}, 'Service'),
        h('input', { name: 'service', value: filter.service, maxlength: '200', autocomplete: 'off', spellcheck: 'false' })));
    return form;
}

const nothingYet = (project) => h('section', { class: 'empty' },
    h('h2', {}, 'Nothing is watched yet'),
    h('p', {}, 'A category is watched in a service as soon as a bug of that category is written down for it. Then this page says '
        + 'whether what was changed holds, and how much is missing until that is proven.'),
    h('p', {}, h('a', { href: escapesPath(project.name), 'data-page': true }, 'Write down a bug'), ' with its category and service.'));

export async function categoriesPage({ project, signal }) {
    let filter = filterOf(location.search);
    let rates = ratesOf(location.search);
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const vocabulary = await api.vocabulary(signal);
    const controls = h('div', { class: 'controls' });
    const results = h('div', { class: 'results' });
    const element = h('div', { class: 'page page-categories' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Categories'),
            h('p', { class: 'counts' }, 'Is a kind of bug closed in a service, or does it only look so?')),
        controls, results);

    // What is the default is left out.
    const keepAddress = () => rewriteQuery({ ...filter, ...rates, by: rates.by === 'category' ? '' : rates.by }, { push: true });

    function remember(wanted) {
        rates = wanted;
        keepAddress();
    }

    function clear() {
        change({ state: '', category: '', service: '' });
        controls.replaceChildren(filters(filter, vocabulary, change));
        controls.querySelector('input:checked').focus();
    }

    async function load() {
        turn += 1;
        const mine = turn;
        const read = (after) => api.watches(project.name, { ...filter, limit: pageSize, after }, signal);
        const first = await read(null);
        if (mine !== turn) return;
        controls.hidden = first.items.length === 0 && isEmpty(filter);
        if (first.items.length > 0) {
            results.replaceChildren(moreList({ first, read, noun: 'watch', item: (watch) => watchItem(project, watch) }));
            return;
        }
        results.replaceChildren(isEmpty(filter) ? nothingYet(project)
            : nothingMatches({ title: 'No category matches', words: 'None that is watched is like that.', clear }));
    }

    async function change(wanted) {
        filter = wanted;
        keepAddress();
        try {
            await load();
            announce(results.querySelector('.shown')?.textContent ?? 'No category matches.');
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    controls.append(filters(filter, vocabulary, change));
    const [section] = await Promise.all([ratesSection({ project, signal, start: rates, remember }), load()]);
    if (section) element.append(section);
    return { title: `Categories of ${project.name}`, element };
}
