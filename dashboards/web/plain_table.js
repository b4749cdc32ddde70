// A table of figures that can be scrolled sideways where it does not fit.

import { h } from './dom.js';

// @rows: cells each, the first of which names its row.
export function plainTable(name, columns, rows, { wrapped = false } = {}) {
    const cell = (content, index) => (index === 0 ? h('th', { scope: 'row' }, content) : h('td', {}, content));
    return h('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': name },
        h('table', { class: `plain-table${wrapped ? ' wrapped' : ''}` },
            h('thead', {}, h('tr', {}, columns.map((column) =>
                (column ? h('th', { scope: 'col' }, column) : h('td', {}))))),
            h('tbody', {}, rows.map((row) => h('tr', {}, row.map(cell))))));
}
