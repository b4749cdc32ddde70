// What happened, in words and a badge.

import { h } from './dom.js';
import { count, figure, share } from './words.js';

export const kinds = {
    outage: 'Outage',
    infrastructure: 'Infrastructure',
    cascade: 'Cascade',
};

export const incidentBadge = ({ kind }) =>
    h('span', { class: `badge ${kind === 'cascade' ? 'badge-open' : 'badge-broken'}` }, kinds[kind] ?? kind);

export function incidentSentence({ kind, failed, tests, reports }) {
    const runs = reports > 1 ? ` in ${count(reports, 'small run')} of one minute` : '';
    if (kind === 'cascade') return `${count(failed, 'test')} did not run because another failed.`;
    if (kind === 'infrastructure') return `${count(failed, 'test')} failed by the machinery alike${runs}.`;
    return `${share(failed, tests)} of the tests failed at once${runs}.`;
}

// What became of the failures.
export function greenSentence({ failed, excused }) {
    if (excused === 0) return 'No retry turned them green so far.';
    return excused === failed ? 'A retry turned all of them green.'
        : `A retry turned ${figure(excused)} of ${figure(failed)} green.`;
}
