// How long gates take beside what they may, and who ran tests more often than they allow.

import { h } from './dom.js';
import { plainTable } from './plain_table.js';
import { count, figure, ratio, seconds } from './words.js';

function overBudget({ over_budget: over, budget_seconds: budget }) {
    if (budget === null) return h('span', { class: 'muted' }, 'no budget');
    return [ratio(over), ` over ${seconds(budget)}`];
}

export function gateSection({ gates }) {
    return h('section', { class: 'gates' },
        h('h2', {}, 'Gates'),
        h('p', { class: 'lead' }, 'Time from the first start to the last report of a build; where starts are not '
            + 'known, its longest job.'),
        plainTable('Gates', ['Gate', 'Builds', 'Half take', '95 % take', 'Over budget', 'Jobs retried', 'Retried too often'],
            gates.map((row) => [
                row.gate ?? h('span', { class: 'muted' }, 'not named'),
                figure(row.builds), seconds(row.seconds_p50), seconds(row.seconds_p95), overBudget(row), ratio(row.retried),
                [h('span', { class: row.breaches.numerator ? 'overdue' : null }, ratio(row.breaches)),
                    `, ${count(row.retries_allowed, 'retry')} allowed`],
            ])));
}
