// What changed since the span before, and which tests changed it.

import { h } from './dom.js';
import { plainTable } from './plain_table.js';
import { testPath } from './router.js';
import { utcDay } from './time.js';
import { count, figure, home, ratio, seconds } from './words.js';

const perRun = ({ seconds: all, runs }) => (runs ? seconds(all / runs) : '–');

function mover(project, { test, moved, now, before }) {
    const told = (span) => (moved === 'flakes'
        ? `${figure(span.flakes)} of ${count(span.runs, 'run')}` : `${seconds(span.seconds)}, ${perRun(span)} a run`);
    return [
        [h('a', { class: 'test-name', href: testPath(project.name, test.id), 'data-page': true }, test.name),
            home(test) ? h('div', { class: 'test-home' }, home(test)) : null],
        moved === 'flakes' ? 'Flaky runs' : 'Time', told(before), told(now),
    ];
}

export function driftSection(project, { before, flake_rate: rate, movers }) {
    return h('section', { class: 'drift' },
        h('h2', {}, 'Drift'),
        h('p', { class: 'lead' }, `Flaky runs: ${ratio(rate.now)}; from ${utcDay(before.from)} to ${utcDay(before.to)} ${ratio(rate.before)}.`),
        movers.length === 0
            ? h('p', { class: 'muted' }, 'No test flakes more or less, or takes longer or shorter by a second, than before.')
            : plainTable('Tests that moved most', ['Test', 'What', 'Before', 'Now'],
                movers.map((row) => mover(project, row)), { wrapped: true }));
}
