// One row of an agenda: what is known of it, what was decided, and the buttons for that.

import { h, joined } from './dom.js';
import { ledgerPath, testPath } from './router.js';
import { stateBadge } from './state_badge.js';
import { date } from './time.js';
import { webLink } from './web_link.js';
import { decisionSentence, decisions, sentences } from './week_words.js';
import { home } from './words.js';

export const rowName = ({ facts }) => facts.test?.name ?? facts.signature.text;

const promiseBadges = {
    kept: ['pass', 'Kept'],
    waiting: ['open', 'Has time'],
    flaking: ['fail', 'Not kept: still flaky'],
    overdue: ['expired', 'Not kept: the day has passed'],
};

// Where it stood: a decision says more.
function badges({ section, facts, decision }) {
    const { promise, quarantine } = facts;
    const [kind, word] = promiseBadges[promise?.state] ?? [];
    const standing = !decision && quarantine && quarantine.state !== 'closed'
        ? stateBadge({ quarantine: { ...quarantine, expired: section === 'expired' } }) : null;
    return [word ? h('span', { class: `badge badge-${kind}` }, word) : null, ' ', standing];
}

// What may be decided; the service has the last word.
function choices({ subject, facts }) {
    if (subject.kind === 'signature') return ['fix', 'dismiss'];
    const inForce = ['active', 'proving'].includes(facts.quarantine?.state);
    return [inForce ? 'extend' : 'quarantine', 'fix', 'delete', 'dismiss'];
}

function about({ subject, facts }) {
    if (subject.kind === 'signature') return null;
    const { quarantine } = facts;
    return h('p', { class: 'event-facts' }, joined([
        facts.owner ? h('span', {}, 'owner ', h('bdi', {}, facts.owner)) : 'no owner',
        quarantine?.ticket ? webLink(quarantine.ticket) : null,
        quarantine?.review_at && quarantine.state !== 'closed'
            ? h('span', {}, 'review ', date(quarantine.review_at)) : null,
        facts.signature ? h('span', {}, 'last said ', h('code', {}, facts.signature.text)) : null,
    ]));
}

function nameOf(project, { subject, facts }) {
    if (subject.kind === 'signature') {
        return h('a', { class: 'test-name', href: `${ledgerPath(project.name)}?signature=${subject.id}`, 'data-page': true },
            facts.signature.text);
    }
    return h('a', { class: 'test-name', href: testPath(project.name, subject.id), 'data-page': true },
        h('bdi', {}, facts.test.name));
}

function buttons(row, act) {
    return h('div', { class: 'row-actions' }, choices(row).map((verb) => {
        const { word, key } = decisions[verb];
        return h('button', {
            class: 'button small', type: 'button', 'data-act': verb, 'aria-keyshortcuts': key,
            'aria-label': `${word} ${rowName(row)}`, click: () => act(verb),
        }, word);
    }));
}

// @act(verb) decides; without it the row is only read.
export function weekRow(project, row, act) {
    const { facts, decision } = row;
    const place = facts.test ? home(facts.test) : '';
    return h('li', { class: `event agenda-row${decision ? ' decided' : ''}`, 'data-row': row.id },
        h('div', {},
            h('h3', {}, nameOf(project, row), ' ',
                facts.test?.variant ? h('span', { class: 'tag' }, facts.test.variant) : null, ' ', badges(row)),
            place ? h('p', { class: 'test-home' }, place) : null,
            sentences(row).map((words) => h('p', { class: 'sentence' }, words)),
            about(row),
            decision ? h('p', { class: 'decision' }, decisionSentence(decision)) : null),
        act && row.asks ? buttons(row, act) : null);
}
