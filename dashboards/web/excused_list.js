// Failures that did not stop a build, and what excused each: the ledger is why a green build can be
// trusted.

import { h, joined } from './dom.js';
import { buildPath, incidentPath, testPath, uploadPath } from './router.js';
import { textBlock } from './text_block.js';
import { ago } from './time.js';
import { count, figure, home, shortCommit } from './words.js';

export const excuses = {
    retry: 'passed on a retry',
    quarantine: 'in quarantine',
    outage: 'part of an outage',
};

const hows = {
    retry_in_report: 'tried again in its run',
    retry_job: 'its job was tried again',
    rerun_commit: 'its commit was run again',
};

// What a list over many builds has to say besides.
function whence(project, { build, branch, commit, report, incident, passed_report: passed }) {
    const upload = (id, word) => h('a', { href: uploadPath(project.name, `s${id}`), 'data-page': true }, word);
    return h('p', { class: 'event-facts' }, joined([
        h('a', { href: buildPath(project.name, build.id), 'data-page': true }, `build ${shortCommit(build.key)}`),
        branch ? h('span', {}, 'branch ', h('bdi', {}, branch)) : null,
        h('span', {}, 'commit ', h('code', { title: commit }, shortCommit(commit))),
        upload(report, 'upload'),
        passed && passed !== report ? upload(passed, 'where it passed') : null,
        incident ? h('a', { href: incidentPath(project.name, incident), 'data-page': true }, 'the incident') : null,
    ]));
}

export function excusedItem(project, failure) {
    const { test, excused_by: by, how } = failure;
    return h('li', { class: 'event' },
        h(failure.build ? 'h2' : 'h3', {}, h('a', {
            class: 'test-name', href: testPath(project.name, test.id), 'data-page': true,
        }, test.name)),
        home(test) ? h('p', { class: 'test-home' }, home(test)) : null,
        h('p', { class: 'event-facts' }, joined([
            h('b', {}, `Excused: ${excuses[by] ?? by}`),
            hows[how],
            h('span', {}, `job ${failure.job}, attempt ${failure.attempt} of the test`),
            ago(failure.received_at),
        ])),
        failure.build ? whence(project, failure) : null,
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
                h('ol', { class: 'events' }, failures.map((failure) => excusedItem(project, failure))),
            ]);
}
