// Labelled facts. One without a value is left out rather than shown empty; a wide one has a line of
// its own.

import { h } from './dom.js';

export function facts(pairs) {
    const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
    if (rows.length === 0) return null;
    return h('dl', { class: 'facts' }, rows.map(([label, value, wide]) =>
        h('div', { class: wide ? 'wide' : null }, h('dt', {}, label), h('dd', {}, value))));
}
