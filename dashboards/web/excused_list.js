// The failures that did not stop a build, and what excused each: this part of the ledger is why a
// green build can be trusted.

import { h, joined } from './dom.js';
import { testPath } from './router.js';
import { textBlock } from './text_block.js';
import { ago } from './time.js';
import { count, figure, home } from './words.js';

const excuses = {
    retry: 'passed on a retry',
    quarantine: 'in quarantine',
    outage: 'part of an outage',
};

function item(project, failure) {
    const { test } = failure;
    return h('li', { class: 'event' },
        h('h3', {}, h('a', {
            class: 'test-name', href: testPath(project.name, test.id), 'data-page': true,
        }, test.name)),
        home(test) ? h('p', { class: 'test-home' }, home(test)) : null,
        h('p', { class: 'event-facts' }, joined([
            h('b', {}, `Excused: ${excuses[failure.excused_by] ?? failure.excused_by}`),
            h('span', {}, `job ${failure.job}, attempt ${failure.attempt} of the test`),
            ago(failure.received_at),
        ])),
        textBlock(failure.signature.text, 'Signature'));
}

export function excusedList(project, failures, total) {
    return h('section', {},
        h('h2', {}, 'Excused failures'),
        failures.length === 0
            ? h('p', { class: 'muted' }, 'None: no failure was let through.')
            : [
                h('p', { class: 'lead' }, failures.length < total
                    ? `The newest ${count(failures.length, 'failure')} of ${figure(total)}.`
                    : `${count(total, 'failure')} that did not stop the build.`),
                h('ol', { class: 'events' }, failures.map((failure) => item(project, failure))),
            ]);
}
