// Which quarantines are listed.

import { h } from './dom.js';
import { segments } from './segments.js';

const states = {
    '': 'Open', proposed: 'Proposed', active: 'In force', proving: 'Proving', expired: 'Review overdue', closed: 'Closed',
};

// The filter that an address asks for; what it does not know falls back to all that is open.
export function filterOf(search) {
    const query = new URLSearchParams(search);
    const state = query.get('state') ?? '';
    return {
        state: state in states ? state : '',
        q: (query.get('q') ?? '').slice(0, 200),
        owner: (query.get('owner') ?? '').slice(0, 200),
    };
}

const words = (name, label, value) => h('label', { class: 'sort' }, h('span', {}, label),
    h('input', { name, value, maxlength: '200', autocomplete: 'off', spellcheck: 'false' }));

// @changed(filter) is called for every choice, and for what was typed when it is done.
export function quarantineFilters(filter, changed) {
    function tell() {
        const data = new FormData(form);
        changed({ state: data.get('state') ?? '', q: data.get('q').trim(), owner: data.get('owner').trim() });
    }
    const form = h('form', {
        class: 'filters',
        role: 'search',
        'aria-label': 'Quarantines',
        submit: (event) => { event.preventDefault(); tell(); },
        change: tell,
    },
    segments('state', 'State', states, filter.state),
    words('q', 'Test', filter.q),
    words('owner', 'Owner', filter.owner));
    return form;
}
