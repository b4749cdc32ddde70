// The reports of a build, a row each.

import { h } from './dom.js';
import { uploadPath } from './router.js';
import { ago } from './time.js';
import { count, figure } from './words.js';

const columns = ['Job', 'Attempt', 'Verdict', 'Tests', 'Passed', 'Failed', 'Errors', 'Skipped',
    'Failed, then passed', 'Report', 'Received'];
const first = 3; // of the columns that are numbers, with how many of them there are
const numbers = 6;

const isNumber = (index) => index === 1 || (index >= first && index < first + numbers);
const numbered = (index) => (isNumber(index) ? { class: 'number' } : {});

// How much of it was read, which leads to the upload itself.
function state(project, { report, damaged, complete, causes }) {
    const whole = !damaged && complete;
    const why = causes.length ? `: ${causes.join(', ')}` : '';
    return h('a', {
        class: whole ? null : 'overdue', href: uploadPath(project.name, `s${report}`), 'data-page': true,
    }, whole ? 'whole' : `${damaged ? 'damaged' : 'incomplete'}${why}`);
}

function row(project, job) {
    const { counts } = job;
    const cells = [
        [job.job, job.shard, job.variant].filter(Boolean).join(' · '), figure(job.attempt),
        job.verdict ?? 'none', figure(counts.tests), figure(counts.passed), figure(counts.failed),
        figure(counts.errors), figure(counts.skipped), figure(counts.flaky), state(project, job), ago(job.received_at),
    ];
    return h('tr', {}, cells.map((cell, index) => h('td', numbered(index), cell)));
}

export function buildJobs(project, jobs) {
    return h('section', {},
        h('h2', {}, 'Reports'),
        h('p', { class: 'lead' }, `${count(jobs.length, 'report')} of this build.`),
        h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Reports of this build' },
            h('table', { class: 'plain-table' },
                h('thead', {}, h('tr', {}, columns.map((name, index) =>
                    h('th', { scope: 'col', ...numbered(index) }, name)))),
                h('tbody', {}, jobs.map((job) => row(project, job))))));
}
