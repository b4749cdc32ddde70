// Which rows of the ledger are listed.

import { h } from './dom.js';
import { excuses } from './excused_list.js';
import { segments } from './segments.js';

const bys = { '': 'All', retry: 'Retry', quarantine: 'Quarantine', outage: 'Outage' };

// What a link may ask for: one test, one signature, one build, by number.
const ids = { test: 'of one test', signature: 'with one signature', build: 'in one build' };

// The filter that an address asks for; what it does not know falls back to all.
export function filterOf(search) {
    const query = new URLSearchParams(search);
    const word = (name) => (query.get(name) ?? '').slice(0, 255);
    const day = (name) => (/^\d{4}-\d\d-\d\d$/.test(word(name)) ? word(name) : '');
    const id = (name) => (/^[1-9]\d{0,9}$/.test(word(name)) ? word(name) : '');
    return {
        by: word('by') in excuses ? word('by') : '', job: word('job'), commit: word('commit'),
        from: day('from'), to: day('to'), test: id('test'), signature: id('signature'), build: id('build'),
    };
}

export const noFilter = () => filterOf('');

// "of one test and in one build", of what no control of the form shows.
export const idWords = (filter) => Object.entries(ids).filter(([name]) => filter[name]).map(([, word]) => word).join(' and ');

// @changed(filter) is called for every choice, and for what was typed when it is done.
export function ledgerFilters(filter, changed) {
    function tell() {
        const data = new FormData(form);
        const field = (name) => (data.get(name) ?? '').trim();
        changed({ ...filter, by: field('by'), job: field('job'), commit: field('commit'), from: field('from'), to: field('to') });
    }
    const field = (name, label, attributes) => h('label', { class: 'sort' }, h('span', {}, label),
        h('input', { name, value: filter[name], autocomplete: 'off', spellcheck: 'false', ...attributes }));
    const form = h('form', {
        class: 'filters',
        role: 'search',
        'aria-label': 'Excused failures',
        submit: (event) => { event.preventDefault(); tell(); },
        change: tell,
    },
    segments('by', 'What excused them', bys, filter.by),
    field('job', 'Job', { maxlength: '255', size: '12' }),
    field('commit', 'Commit', { maxlength: '64', size: '12' }),
    field('from', 'From', { type: 'date' }),
    field('to', 'Before', { type: 'date' }));
    return form;
}
