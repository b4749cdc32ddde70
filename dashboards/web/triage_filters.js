// What the triage list shows, and in which order.

import { h } from './dom.js';
import { segments } from './segments.js';

export const states = {
    '': 'All',
    proposed: 'Flagged',
    active: 'Quarantined',
    expired: 'Review overdue',
    none: 'Not quarantined',
};

export const sorts = {
    impact: 'Most time lost',
    last_event: 'Newest event',
    events: 'Most events',
    builds_affected: 'Most builds affected',
    name: 'Name',
};

// The filter that an address asks for; what it does not know falls back to the whole list.
export function filterOf(search) {
    const query = new URLSearchParams(search);
    const state = query.get('state') ?? '';
    const sort = query.get('sort') ?? '';
    return {
        state: state in states ? state : '',
        q: (query.get('q') ?? '').slice(0, 200),
        owner: (query.get('owner') ?? '').slice(0, 500),
        sort: sort in sorts ? sort : 'impact',
    };
}

const typingPause = 250;

// @changed(filter, { push }) is called for every change; typing does not fill the history.
export function triageFilters(filter, changed) {
    let timer;

    function tell(push) {
        clearTimeout(timer);
        const data = new FormData(form);
        changed({
            state: data.get('state') ?? '', q: data.get('q').trim(), owner: data.get('owner').trim(), sort: data.get('sort'),
        }, { push });
    }

    const form = h('form', {
        class: 'filters',
        role: 'search',
        'aria-label': 'Tests',
        submit: (event) => { event.preventDefault(); tell(false); },
        input: (event) => {
            if (event.target.name !== 'q') return;
            clearTimeout(timer);
            timer = setTimeout(() => { if (form.isConnected) tell(false); }, typingPause);
        },
        change: (event) => { if (event.target.name !== 'q') tell(true); },
    },
    segments('state', 'State', states, filter.state),
    h('label', { class: 'search' }, h('span', { class: 'unseen' }, 'Search in name, class and suite'),
        h('input', {
            type: 'search', name: 'q', value: filter.q, maxlength: '200', placeholder: 'Name, class or suite',
            autocomplete: 'off', spellcheck: 'false',
        })),
    h('label', { class: 'search owner' }, h('span', { class: 'unseen' }, 'Owner; none: tests without one'),
        h('input', {
            type: 'text', name: 'owner', value: filter.owner, maxlength: '500', placeholder: 'Owner, or none',
            autocomplete: 'off', spellcheck: 'false',
        })),
    h('label', { class: 'sort' }, h('span', {}, 'Order'),
        h('select', { name: 'sort' }, Object.entries(sorts).map(([value, word]) =>
            h('option', { value, selected: value === filter.sort }, word)))));

    return form;
}
