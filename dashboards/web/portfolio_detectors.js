// Patterns that are known to go wrong, each with the numbers that say whether it is there.

import { h, joined } from './dom.js';
import { ratio, sentence } from './words.js';

const names = {
    ice_cream_cone: 'Ice-cream cone: more end-to-end tests than unit tests',
    wide_e2e: 'More end-to-end tests than the band allows, not by chance',
    slow_and_flaky: 'A gate over its budget, and 5 % of the builds or more are flaky',
    prod_mirror: 'A mirror of production: staging is run, and most escapes got away where it differs',
    one_off_fixes: 'One-off fixes: most escapes that were answered got a regression test alone',
};

const seen = (fires) => (fires === null
    ? h('span', { class: 'muted' }, 'too few escapes to tell')
    : h('span', { class: fires ? 'overdue' : 'muted' }, fires ? 'seen' : 'not seen'));

export function detectorList(detectors) {
    return h('section', { class: 'detectors' },
        h('h2', {}, 'Patterns'),
        h('ul', { class: 'plain-list' }, detectors.map(({ detector, fires, figures }) => h('li', { class: 'period' },
            h('h3', {}, names[detector] ?? detector, ': ', seen(fires)),
            h('p', { class: 'event-facts' }, joined(figures.map(({ name, share }) =>
                `${sentence(name).slice(0, -1)}: ${ratio(share)}`)))))));
}
