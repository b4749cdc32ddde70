// Why a test is called flaky: each event with its attempts, in order.

import { h, joined } from './dom.js';
import { fullName } from './lineage.js';
import { outcomeLabel } from './outcome.js';
import { buildPath } from './router.js';
import { textBlock } from './text_block.js';
import { ago } from './time.js';
import { count, figure, seconds, sentence, shortCommit } from './words.js';

const kinds = {
    retry_in_report: 'Retried in the report',
    retry_job: 'Job run again',
    rerun_commit: 'Commit run again',
    blip: 'Between passing commits',
};

const shownAtOnce = 5;
const brief = (message) => message.length <= 60 && !message.includes('\n');

function attemptItem({ attempt, outcome, seconds: took, message, signature }) {
    return h('li', { class: 'attempt' },
        h('p', { class: 'attempt-head' }, h('span', { class: 'attempt-number' }, `Attempt ${attempt}`), ' ',
            outcomeLabel(outcome), ' ',
            took === null ? null : h('span', { class: 'muted' }, seconds(took)), ' ',
            message && brief(message) ? h('code', {}, message) : null),
        outcome !== 'passed' && message === null
            ? h('p', { class: 'muted small' }, 'Its words are past their keeping time.') : null,
        message && !brief(message) ? textBlock(message, `Message of attempt ${attempt}`) : null,
        signature ? h('p', { class: 'muted small' }, 'Signature: ', h('code', {}, signature)) : null);
}

function eventItem(project, event) {
    return h('li', { class: 'event', id: `event-${event.id}` },
        h('h3', {}, sentence(event.sentence)),
        h('p', { class: 'event-facts' }, joined([
            h('span', {}, kinds[event.kind] ?? event.kind),
            event.as ? h('b', {}, 'as ', h('bdi', {}, fullName(event.as))) : null,
            h('a', { href: buildPath(project.name, event.build), 'data-page': true }, `build ${event.build_key}`),
            h('span', {}, 'commit ', h('code', { title: event.commit }, shortCommit(event.commit))),
            h('span', {}, `job ${event.job}`),
            ago(event.happened_at),
        ])),
        event.attempts.length
            ? h('ol', { class: 'attempts' }, event.attempts.map(attemptItem))
            : h('p', { class: 'muted' }, 'Its failures are past their keeping time.'));
}

function extent(shown, total) {
    if (shown < total) return `The newest ${count(shown, 'event')} of ${figure(total)}.`;
    return shown === 1 ? 'One event.' : `${count(shown, 'event')}, newest first.`;
}

// @events of @total that the ledger counts: the service sends the newest. @names says, where there is
// more than one, how many came under which.
export function evidenceList(project, events, total, names, score) {
    const items = events.map((event) => eventItem(project, event));
    return h('section', { class: 'evidence' },
        h('h2', {}, 'Evidence'),
        events.length === 0
            ? h('p', { class: 'muted' }, 'None: it never failed and passed on the same commit.')
            : [
                h('p', { class: 'lead' }, extent(events.length, total), names ? ` ${names}` : '',
                    score ? ` ${sentence(score.sentence)}` : ''),
                h('ol', { class: 'events' }, items.slice(0, shownAtOnce)),
                items.length > shownAtOnce
                    ? h('details', {},
                        h('summary', {}, count(items.length - shownAtOnce, 'older event')),
                        h('ol', { class: 'events' }, items.slice(shownAtOnce)))
                    : null,
            ]);
}
