// How the tests of a project stand together over a span of days, beside the span before it.

import { api } from './api.js';
import { h } from './dom.js';
import { announce } from './live.js';
import { detectorList } from './portfolio_detectors.js';
import { driftSection } from './portfolio_drift.js';
import { figuresSection } from './portfolio_figures.js';
import { gateSection } from './portfolio_gates.js';
import { shapeSection } from './portfolio_shape.js';
import { problemNote } from './problem_note.js';
import { rewriteQuery } from './router.js';
import { segments } from './segments.js';
import { daysBefore, utcDay } from './time.js';
import { count } from './words.js';

const spans = { 7: 'A week', 28: '4 weeks', 90: '90 days', 365: 'A year' };
const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

// The span that an address asks for; what it does not know falls back to the last four weeks.
function spanOf(search) {
    const query = new URLSearchParams(search);
    const days = query.get('days') ?? '';
    const to = query.get('to') ?? '';
    return { days: days in spans ? days : '28', to: isDay(to) ? to : '' };
}

function spanForm({ days, to }, changed) {
    return h('form', { class: 'filters', role: 'search', 'aria-label': 'Span of days',
        submit: (event) => event.preventDefault(),
        change: (event) => {
            const data = new FormData(event.currentTarget);
            changed({ days: data.get('days'), to: data.get('to') });
        } },
    segments('days', 'Length', spans, days),
    h('label', { class: 'sort' }, h('span', {}, 'To the end of'),
        h('input', { type: 'date', name: 'to', value: to })));
}

const nothingRan = () => h('section', { class: 'empty' },
    h('h2', {}, 'Nothing ran in these days'),
    h('p', {}, 'Choose other days, or upload a report: what ran is summed up within a minute.'));

function sections(project, answer) {
    if (answer.layers.length === 0 && answer.gates.length === 0) return nothingRan();
    return [
        figuresSection(project, answer),
        shapeSection(answer),
        gateSection(answer),
        driftSection(project, answer.drift),
        detectorList(answer.detectors),
    ];
}

export async function portfolioPage({ project, signal }) {
    let span = spanOf(location.search);
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const summary = h('p', { class: 'counts' });
    const results = h('div', { class: 'results' });
    const element = h('div', { class: 'page page-portfolio' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Portfolio'), summary),
        h('div', { class: 'controls' }, spanForm(span, change)), results);

    async function load() {
        turn += 1;
        const mine = turn;
        results.setAttribute('aria-busy', 'true');
        try {
            const answer = await api.portfolio(project.name,
                { from: daysBefore(span.to, Number(span.days) - 1), to: span.to }, signal);
            if (mine !== turn) return;
            const { window } = answer;
            summary.textContent = `${utcDay(window.from)} to ${utcDay(window.to)}, beside the ${count(window.days, 'day')} before.`;
            results.replaceChildren(...[sections(project, answer)].flat().filter(Boolean));
        } finally {
            if (mine === turn) results.removeAttribute('aria-busy');
        }
    }

    async function change(wanted) {
        span = wanted;
        rewriteQuery({ days: span.days === '28' ? '' : span.days, to: span.to }, { push: true });
        try {
            await load();
            announce(summary.textContent);
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    await load();
    return { title: `Portfolio of ${project.name}`, element };
}
