// Which bugs are listed.

import { h } from './dom.js';
import { choices, kinds, states } from './escape_words.js';
import { segments } from './segments.js';

const bugKinds = { '': 'Escapes', catch: 'Catches', known: kinds.known, all: 'All' };
const rare = { trigger: 'Trigger', stage: 'Found at', layer: 'Layer', team: 'Team' }; // shown where an address asks for them
const names = ['kind', 'category', 'service', 'state', 'q', 'from', 'to', ...Object.keys(rare)];

// What an address asks for; without a kind it is escapes.
export function filterOf(search) {
    const query = new URLSearchParams(search);
    const filter = Object.fromEntries(names.map((name) => [name, (query.get(name) ?? '').slice(0, 200)]));
    if (filter.kind === 'escape' || !(filter.kind in bugKinds)) filter.kind = '';
    if (!(filter.state in states)) filter.state = '';
    return filter;
}

export const isEmpty = (filter) => names.every((name) => !filter[name]);
export const queryOf = (filter) => ({ ...filter, kind: filter.kind || 'escape' });

const labelled = (label, control) => h('label', { class: 'sort' }, h('span', {}, label), control);

function select(name, label, options, value) {
    const element = h('select', { name }, Object.entries(options).map(([key, word]) =>
        h('option', { value: key, selected: key === value }, word)));
    return labelled(label, element);
}

const input = (name, label, value, attributes) => labelled(label, h('input', {
    name, value, maxlength: '200', autocomplete: 'off', spellcheck: 'false', ...attributes,
}));

// @changed(filter) is called for every choice, and for what was typed when it is done.
export function escapeFilters({ filter, vocabulary, services, changed }) {
    function tell() {
        const data = new FormData(form);
        changed(Object.fromEntries(names.map((name) => [name, (data.get(name) ?? '').trim()])));
    }
    const form = h('form', {
        class: 'filters escape-filters',
        role: 'search',
        'aria-label': 'Bugs',
        submit: (event) => { event.preventDefault(); tell(); },
        change: tell,
    },
    segments('kind', 'Kind', bugKinds, filter.kind),
    select('state', 'State', { '': 'Any', ...states }, filter.state),
    select('category', 'Category', choices(vocabulary.bug_category, 'Any'), filter.category),
    input('service', 'Service', filter.service, { list: 'services-known' }),
    h('datalist', { id: 'services-known' }, services.map(({ name }) => h('option', { value: name }))),
    input('q', 'Words', filter.q),
    input('from', 'Found from', filter.from.slice(0, 10), { type: 'date' }),
    input('to', 'Found before', filter.to.slice(0, 10), { type: 'date' }),
    Object.entries(rare).filter(([name]) => filter[name]).map(([name, label]) => input(name, label, filter[name])));
    return form;
}
