// What bugs cost by the stage where they were found: what was said of it, beside what is modelled.

import { h } from './dom.js';
import { plain } from './escape_words.js';
import { plainTable } from './plain_table.js';
import { escapesPath, settingsPath } from './router.js';
import { count, figure, sentence } from './words.js';

const each = (measured, words) => measured.map((one) => h('p', {}, words(one)));

function row(project, window, { stage, escape, bugs, measured, weight, modelled }) {
    const told = (one) => `${one.sum} ${one.currency}, told of ${one.bugs} of ${figure(bugs)}`;
    return [[plain(stage), escape ? h('span', { class: 'muted small' }, ' got away') : null],
        h('a', { href: escapesPath(project.name, { kind: 'all', stage, ...window }), 'data-page': true }, figure(bugs)),
        measured.length > 0 ? each(measured, told) : h('span', { class: 'muted' }, 'nobody has said'),
        each(measured, (one) => `${one.mean} ${one.currency}`),
        `${figure(weight)} each, ${figure(modelled)} in all`];
}

export function costTable(project, window, { items, note }) {
    const found = items.filter(({ bugs }) => bugs > 0);
    if (found.length === 0) return null;
    const sum = found.reduce((whole, { modelled }) => whole + modelled, 0);
    const away = found.filter(({ escape }) => escape).reduce((whole, { modelled }) => whole + modelled, 0);
    return h('div', {}, h('h3', {}, 'What they cost'),
        h('p', { class: 'sentence' }, `By the model they cost as much as ${count(Math.round(sum), 'bug')} found in review; `
            + `${figure(Math.round(away))} of that is for those that got away.`),
        plainTable('What they cost', ['Found at', 'Bugs', 'Measured', 'One of them', 'Modelled'],
            found.map((item) => row(project, window, item)), { wrapped: true }),
        h('p', { class: 'muted small' }, sentence(note), ' ',
            h('a', { href: settingsPath(project.name), 'data-page': true }, 'Change the weights')));
}
