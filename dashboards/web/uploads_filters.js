// Which uploads are listed.

import { h } from './dom.js';
import { segments } from './segments.js';

export const shows = {
    '': 'All',
    stored: 'Stored',
    refused: 'Refused',
    damaged: 'Damaged',
    warnings: 'With warnings',
};

const queries = {
    '': {},
    stored: { outcome: 'stored' },
    refused: { outcome: 'refused' },
    damaged: { damaged: 'true' },
    warnings: { with: 'warnings' },
};

// The filter that an address asks for; what it does not know falls back to all.
export function filterOf(search) {
    const query = new URLSearchParams(search);
    const show = query.get('show') ?? '';
    return {
        show: show in shows ? show : '',
        job: (query.get('job') ?? '').slice(0, 255),
        branch: (query.get('branch') ?? '').slice(0, 255),
    };
}

export const queryOf = ({ show, job, branch }) => ({ ...queries[show], job, branch });

function words(name, label, value) {
    return h('label', { class: 'sort' }, h('span', {}, label),
        h('input', { name, value, maxlength: '255', autocomplete: 'off', spellcheck: 'false' }));
}

// @changed(filter) is called for every choice, and for what was typed when it is done.
export function uploadsFilters(filter, changed) {
    function tell() {
        const data = new FormData(form);
        changed({ show: data.get('show') ?? '', job: data.get('job').trim(), branch: data.get('branch').trim() });
    }
    const form = h('form', {
        class: 'filters',
        role: 'search',
        'aria-label': 'Uploads',
        submit: (event) => { event.preventDefault(); tell(); },
        change: tell,
    },
    segments('show', 'What became of them', shows, filter.show),
    words('job', 'Job', filter.job),
    words('branch', 'Branch', filter.branch));
    return form;
}
