// Patterns that are known to go wrong, each with the numbers that say whether it is there.

import { h, joined } from './dom.js';
import { ratio, sentence } from './words.js';

const names = {
    ice_cream_cone: 'Ice-cream cone: more end-to-end tests than unit tests',
    wide_e2e: 'More end-to-end tests than the band allows, not by chance',
    slow_and_flaky: 'A gate over its budget, and 5 % of the builds or more are flaky',
};

export function detectorList(detectors) {
    return h('section', { class: 'detectors' },
        h('h2', {}, 'Patterns'),
        h('ul', { class: 'plain-list' }, detectors.map(({ detector, fires, figures }) => h('li', { class: 'period' },
            h('h3', {}, names[detector] ?? detector, ': ',
                h('span', { class: fires ? 'overdue' : 'muted' }, fires ? 'seen' : 'not seen')),
            h('p', { class: 'event-facts' }, joined(figures.map(({ name, share }) =>
                `${sentence(name).slice(0, -1)}: ${ratio(share)}`)))))));
}
