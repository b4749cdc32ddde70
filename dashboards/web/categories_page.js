// Kinds of bugs by service: which are closed, which only hold, and which got away again.

import { api } from './api.js';
import { h } from './dom.js';
import { choices } from './escape_words.js';
import { filteredList } from './filtered_list.js';
import { moreList } from './more_list.js';
import { cohorts, groups, ratesSection } from './rates_section.js';
import { escapesPath, rewriteQuery } from './router.js';
import { segments } from './segments.js';
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
    return { by: get('by') in groups ? get('by') : 'category', cohort: get('cohort') in cohorts ? get('cohort') : 'release',
        from: get('from'), to: get('to') };
}

function filters(filter, vocabulary, changed) {
    function tell() {
        const data = new FormData(form);
        changed({ state: data.get('state') ?? '', category: data.get('category'), service: data.get('service').trim() });
    }
    const form = h('form', {
        class: 'filters', role: 'search', 'aria-label': 'Categories', submit: (event) => { event.preventDefault(); tell(); }, change: tell,
    },
    segments('state', 'State', { '': 'All', ...states }, filter.state),
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
    const vocabulary = await api.vocabulary(signal);

    // What is the default is left out.
    const keepAddress = () => rewriteQuery({ ...filter, ...rates, by: rates.by === 'category' ? '' : rates.by,
        cohort: rates.cohort === 'release' ? '' : rates.cohort }, { push: true });

    const { controls, results, load } = filteredList({
        signal, start: filter, none: filterOf(''), empty: () => nothingYet(project),
        form: (chosen, change) => filters(chosen, vocabulary, change),
        title: 'No category matches', words: 'None that is watched is like that.',
        remember: (wanted) => { filter = wanted; keepAddress(); },
        read: (wanted, after) => api.watches(project.name, { ...wanted, limit: pageSize, after }, signal),
        list: (first, read) => moreList({ first, read, noun: 'watch', item: (watch) => watchItem(project, watch) }),
    });
    const remember = (wanted) => { rates = wanted; keepAddress(); };
    const [section] = await Promise.all([ratesSection({ project, signal, start: rates, remember }), load()]);
    const element = h('div', { class: 'page page-categories' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Categories'),
            h('p', { class: 'counts' }, 'Is a kind of bug closed in a service, or does it only look so?')),
        controls, results, section);
    return { title: `Categories of ${project.name}`, element };
}
