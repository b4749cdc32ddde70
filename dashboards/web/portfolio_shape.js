// The shape of the suite by layer, beside the wanted one.

import { h } from './dom.js';
import { plainTable } from './plain_table.js';
import { figure, percent, ratio, seconds } from './words.js';

const names = { unit: 'Unit', integration: 'Integration and contract', e2e: 'End to end' };

function standing({ share, off }, tolerance) {
    if (share.value === null) return h('span', { class: 'muted' }, 'nothing known');
    if (off === null) return `within ${percent(tolerance)}`;
    return h('span', { class: 'overdue' }, off === 'over' ? 'too many' : 'too few');
}

export function shapeSection({ shape, layers }) {
    const { parts, tolerance, elsewhere } = shape;
    return h('section', { class: 'shape' },
        h('h2', {}, 'Shape'),
        h('p', { class: 'lead' }, 'Tests that ran, by layer. ',
            elsewhere.numerator ? `${ratio(elsewhere)} are of no layer of these.` : ''),
        plainTable('Shape beside the wanted one', ['Part', '', 'Tests', 'Wanted', 'Standing'],
            parts.map((part) => [
                names[part.part],
                h('meter', { min: '0', max: '1', value: String(part.share.value ?? 0), 'aria-hidden': 'true' }),
                ratio(part.share), percent(part.wanted), standing(part, tolerance),
            ])),
        plainTable('Layers', ['Layer', 'Tests', 'Runs', 'Time', 'Flaky runs', 'Failing runs'],
            layers.map((row) => [
                row.layer ?? h('span', { class: 'muted' }, 'not known'),
                figure(row.tests), figure(row.runs), seconds(row.seconds), ratio(row.flake_rate), ratio(row.failure_rate),
            ])));
}
