// The history of a test: how its last runs ended, as numbers, as a strip and as a table.

import { h } from './dom.js';
import { historyStrip } from './history_strip.js';
import { historyTable } from './history_table.js';
import { outcomeMark, outcomes, outcomeWord } from './outcome.js';
import { count, figure, share } from './words.js';

function legend(runs) {
    return h('ul', { class: 'legend' },
        outcomes.map((outcome) => {
            const number = runs.filter((run) => run.outcome === outcome).length;
            return h('li', { class: number ? null : 'zero' },
                outcomeMark(outcome), `${outcomeWord(outcome)} `, h('b', {}, figure(number)));
        }),
        h('li', {}, h('span', { class: 'rail', 'aria-hidden': 'true' }), 'runs of one commit'));
}

export function historySection(project, runs) {
    if (runs.length === 0) {
        return h('section', { class: 'history' }, h('h2', {}, 'History'),
            h('p', { class: 'muted' }, 'No run is stored any more.'));
    }
    const red = runs.filter(({ outcome }) => outcome === 'failed' || outcome === 'error').length;
    const flaky = runs.filter(({ outcome }) => outcome === 'flaky').length;
    return h('section', { class: 'history' },
        h('h2', {}, runs.length === 1 ? 'The only run' : `The last ${count(runs.length, 'run')}`),
        h('p', { class: 'lead' }, `Ended red in ${share(red, runs.length)}; failed and then passed in `
            + `${share(flaky, runs.length)}.`),
        historyStrip([...runs].reverse()),
        legend(runs),
        h('details', {}, h('summary', {}, 'The same runs as a table'), historyTable(project, runs)));
}
