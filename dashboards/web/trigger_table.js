// What sets off the bugs that get away, beside what sets off those that are caught: the holes in testing.

import { h } from './dom.js';
import { plain } from './escape_words.js';
import { plainTable } from './plain_table.js';
import { escapesPath } from './router.js';
import { count, ratio } from './words.js';

export function triggerTable(project, window, { triggers, untold }) {
    const side = (trigger, kind, rate) => (rate.numerator === 0 ? ratio(rate) : h('a', {
        href: escapesPath(project.name, { kind, trigger, ...window }), 'data-page': true,
    }, ratio(rate)));
    const rows = triggers.filter(({ escapes, catches }) => escapes.numerator + catches.numerator > 0);
    return h('div', {}, h('h3', {}, 'What sets them off'),
        h('p', { class: 'muted' }, 'A trigger is a hole where it sets off surely more of the escapes than of the catches. ',
            `Of ${count(untold.escapes, 'escape')} and ${count(untold.catches, 'catch')} nobody has told it.`),
        rows.length === 0 ? null : plainTable('What sets them off', ['Trigger', 'Of the escapes', 'Of the catches', 'Hole'],
            rows.map(({ trigger, definition, escapes, catches, hole }) => [h('span', { title: definition }, plain(trigger)),
                side(trigger, 'escape', escapes), side(trigger, 'catch', catches), hole ? h('strong', {}, 'yes') : 'no'])));
}
