// The table of the triage list. Its roles are spelled out because narrow screens lay it out as cards,
// and browsers drop a table's meaning with its layout.

import { h } from './dom.js';
import { rowKeys, triageRow } from './triage_row.js';

const columns = ['Test', 'State', 'Events', 'Builds', 'Lost, 28 days', 'Last seen', 'Owner, ticket', 'Review'];
const numbers = new Set(['Events', 'Builds', 'Lost, 28 days']);

// { element, add(items) -> their rows }
export function triageTable(project) {
    const body = h('tbody', { role: 'rowgroup', keydown: rowKeys });
    const element = h('table', { class: 'triage', role: 'table', 'aria-label': 'Tests to triage' },
        h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
            columns.map((name) => h('th', {
                scope: 'col', role: 'columnheader', class: numbers.has(name) ? 'number' : null,
            }, name)),
            h('th', { scope: 'col', role: 'columnheader' }, h('span', { class: 'unseen' }, 'Actions')))),
        body);
    function add(items) {
        const rows = items.map((item) => triageRow(project, item));
        body.append(...rows);
        return rows;
    }
    return { element, add };
}
