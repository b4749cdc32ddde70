// Why a test may be flaky: hints, each with the counts that say so.

import { h } from './dom.js';
import { count, sentence, share } from './words.js';

const names = {
    cascade: 'Fails with others, not by itself',
    timing: 'Timing',
    shared_state: 'Shared state',
    third_party: 'A third party',
    environment_drift: 'Environment drift',
    concurrency_or_clock: 'Concurrency or clock',
    unknown: 'Unknown',
};

function reasonItem({ text, numerator, denominator, passing }) {
    return h('li', {}, sentence(text).slice(0, -1), ': ', h('b', {}, share(numerator, denominator)), ' of failing runs',
        passing ? `, ${share(passing.numerator, passing.denominator)} of passing ones.` : '.');
}

// A hint in a sentence, with its weightiest reason.
export function causeSentence({ hint, reasons: [{ text, numerator, denominator }] }) {
    return `${names[hint] ?? hint}: ${text} (${numerator} of ${count(denominator, 'failing run')}).`;
}

// Nothing where there is no failure to look at.
export function causeList(causes) {
    if (causes.length === 0) return null;
    return h('section', { class: 'causes' },
        h('h2', {}, 'What may cause it'),
        causes[0].hint === 'unknown'
            ? h('p', { class: 'muted' }, `${sentence(causes[0].reasons[0].text)} ${share(causes[0].reasons[0].numerator,
                causes[0].reasons[0].denominator)} of the runs that were compared failed.`)
            : h('ul', { class: 'plain-list' }, causes.map(({ hint, reasons }) => h('li', { class: 'period' },
                h('h3', {}, names[hint] ?? hint),
                h('ul', { class: 'reasons' }, reasons.map(reasonItem))))));
}
