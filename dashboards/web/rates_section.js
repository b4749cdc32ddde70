// How much got away: by category, service, layer or team; what sets bugs off, where they come in and
// what they cost; what gates contained; and how it goes over time.

import { api } from './api.js';
import { costTable } from './cost_table.js';
import { h } from './dom.js';
import { plain } from './escape_words.js';
import { announce } from './live.js';
import { originTable } from './origin_table.js';
import { plainTable } from './plain_table.js';
import { problemNote } from './problem_note.js';
import { rateWords } from './rate_words.js';
import { escapePath, escapesPath } from './router.js';
import { segments } from './segments.js';
import { date } from './time.js';
import { triggerTable } from './trigger_table.js';
import { count, figure, sentence } from './words.js';

export const groups = { category: 'Category', service: 'Service', layer: 'Layer', team: 'Team' };
export const cohorts = { release: 'Of releases', found: 'As found' };
const given = (query) => Object.fromEntries(Object.entries(query).filter(([, value]) => value));

// Whether the rates are of other bugs than lists have: these go by when a bug was found.
const apart = ({ cohort, from, to }) => cohort === 'release' && Boolean(from || to);

// A number of bugs, and the way to them. Those of no key cannot be asked for.
function bugs(project, filter, row, kind, number) {
    const { by, from, to } = filter;
    if (number === 0 || row.key === null || apart(filter)) return figure(number);
    return h('a', { href: escapesPath(project.name, given({ kind, [by]: row.key, from, to })), 'data-page': true,
        'aria-label': `${figure(number)} of ${row.key}` }, figure(number));
}

function rateRow(project, filter, row) {
    const named = filter.by === 'category' || filter.by === 'layer' ? plain : (key) => h('bdi', {}, key);
    return [row.key === null ? h('span', { class: 'muted' }, 'not told') : named(row.key),
        bugs(project, filter, row, 'escape', row.escapes), bugs(project, filter, row, 'catch', row.catches),
        [rateWords(row.escape_rate), row.provisional && row.escape_rate.denominator > 0 ? ', provisional' : ''],
        bugs(project, filter, row, 'known', row.known_at_release), figure(row.stage_untold)];
}

function ratesPart(project, filter, { all, items }) {
    return [
        h('p', { class: 'lead' }, sentence(all.escape_rate.sentence)),
        apart(filter) ? h('p', { class: 'muted' }, 'The rates are of what was released in this time, whenever its bugs were found; '
            + 'what follows them is of bugs found in it.') : null,
        plainTable('How much got away', [groups[filter.by], 'Escapes', 'Catches', 'Got away', 'Known at release', 'Where found: not told'],
            items.map((row) => rateRow(project, filter, row)), { wrapped: true }),
    ];
}

function gatesPart({ items }) {
    return h('div', {}, h('h3', {}, 'What gates contained'),
        h('p', { class: 'muted' }, 'Of the bugs that a gate could have caught, those that it did.'),
        plainTable('What gates contained', ['Gate', 'Stage', 'Contained', 'Nobody has judged yet'],
            items.map((row) => [row.gate, plain(row.stage), rateWords(row.containment), count(row.unjudged, 'bug')]), { wrapped: true }));
}

function historyPart(project, { since, trend, months, unit }) {
    const { points } = months;
    return h('div', {}, h('h3', {}, 'Over time'),
        [since, trend].map(({ sentence: words }) => h('p', { class: 'sentence' }, sentence(words))),
        points.length > 0 ? plainTable('Escapes by month', ['Month', 'Escapes', unit === 'days' ? 'Days' : 'Deployments', 'Out of the limits'],
            points.map((point) => [point.month.slice(0, 7), figure(point.escapes), figure(point.exposure), point.out ? 'yes' : 'no'])) : null,
        since.points.length > 0 ? h('details', {}, h('summary', {}, `Every escape, with the ${unit} since the one before`),
            h('ul', { class: 'plain-list' }, since.points.map((point) => h('li', {}, date(point.at), ' ',
                h('a', { href: escapePath(project.name, point.defect), 'data-page': true }, h('bdi', {}, point.title)),
                point.gap === null ? null : `, ${figure(point.gap)} ${unit}`, point.out ? ', out of the limits' : null)))) : null);
}

function controlsOf(filter, changed) {
    function tell() {
        const data = new FormData(form);
        changed({ by: data.get('by'), cohort: data.get('cohort'), from: data.get('rates_from'), to: data.get('rates_to') });
    }
    const day = (name, label, value) => h('label', { class: 'sort' }, h('span', {}, label), h('input', { type: 'date', name, value }));
    const form = h('form', { class: 'filters escape-filters', 'aria-label': 'Rates', submit: (event) => { event.preventDefault(); tell(); }, change: tell },
        segments('by', 'By', Object.fromEntries(Object.entries(groups).map(([value, word]) => [value, `By ${word.toLowerCase()}`])), filter.by),
        segments('cohort', 'Bugs', cohorts, filter.cohort),
        day('rates_from', 'From', filter.from), day('rates_to', 'Before', filter.to));
    return form;
}

// @remember(filter) keeps in the address what was chosen. Null where nothing was counted yet.
export async function ratesSection({ project, signal, start, remember }) {
    let filter = start;
    let turn = 0;
    const body = h('div', {});

    async function read() {
        turn += 1;
        const mine = turn;
        const window = { from: filter.from, to: filter.to };
        const [rates, triggers, origins, costs, gates, history] = await Promise.all([api.escapeRates(project.name, filter, signal),
            ...[api.triggerMix, api.escapeOrigins, api.escapeCosts, api.containment, api.escapeHistory]
                .map((ask) => ask(project.name, window, signal))]);
        if (mine === turn) body.replaceChildren(...[ratesPart(project, filter, rates),
            triggerTable(project, given(window), triggers), originTable(origins), costTable(project, given(window), costs),
            gatesPart(gates), historyPart(project, history)].flat().filter(Boolean));
        return rates.all;
    }

    async function change(wanted) {
        filter = wanted;
        remember(filter);
        try {
            await read();
            announce(body.querySelector('.lead')?.textContent ?? '');
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            body.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    const { escapes, catches, known_at_release: known, stage_untold: untold } = await read();
    if (escapes + catches + known + untold === 0 && !filter.from && !filter.to) return null;
    return h('section', { class: 'rates' }, h('h2', {}, 'How much got away'), controlsOf(filter, change), body);
}
