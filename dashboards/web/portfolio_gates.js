// How long gates take beside what they may, and who ran tests more often than they allow.

import { h } from './dom.js';
import { plainTable } from './plain_table.js';
import { figure, ratio, seconds } from './words.js';

function overBudget({ over_budget: over, budget_seconds: budget }) {
    if (budget === null) return h('span', { class: 'muted' }, 'no budget');
    return [ratio(over), ` over ${seconds(budget)}`];
}

export function gateSection({ gates, retries_allowed: allowed }) {
    return h('section', { class: 'gates' },
        h('h2', {}, 'Gates'),
        h('p', { class: 'lead' }, 'Time from the first start to the last report of a build; where starts are not '
            + `known, its longest job. A gate allows ${allowed === 1 ? 'one retry' : `${figure(allowed)} retries`}.`),
        plainTable('Gates', ['Gate', 'Builds', 'Half take', '95 % take', 'Over budget', 'Jobs retried', 'Retried too often'],
            gates.map((row) => [
                row.gate ?? h('span', { class: 'muted' }, 'not named'),
                figure(row.builds), seconds(row.seconds_p50), seconds(row.seconds_p95), overBudget(row), ratio(row.retried),
                row.breaches.numerator
                    ? h('span', { class: 'overdue' }, ratio(row.breaches), `, ${figure(row.retries_over)} too many`)
                    : ratio(row.breaches),
            ])));
}
