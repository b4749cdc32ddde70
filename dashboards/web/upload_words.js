// What became of an upload, in words and a shape.

import { h, joined } from './dom.js';
import { buildPath, uploadPath } from './router.js';
import { count, figure } from './words.js';

const causes = {
    unexplained_exit: 'the test command failed and no failing test says why',
    root_errors: 'its headers count errors that no test accounts for',
    suite_missing: 'a suite that usually runs is missing',
    suite_shrank: 'a suite has far fewer tests than usual',
    tests_missing: 'tests failed, and others that nearly every recent run held are missing',
};

export const causeWords = (cause) => causes[cause] ?? cause;

export function uploadBadge({ outcome, stored }) {
    if (outcome === 'refused') return h('span', { class: 'badge badge-broken' }, 'Refused');
    const words = { pass: 'Passed', fail: 'Failed' };
    return h('span', { class: `badge badge-${stored.verdict ?? 'open'}` }, words[stored.verdict] ?? 'Not judged');
}

export function bytesWords(bytes) {
    if (bytes === null) return null;
    if (bytes < 10_000) return count(bytes, 'byte');
    return bytes < 10_000_000 ? `${figure(Math.round(bytes / 1000))} kB` : `${figure(Math.round(bytes / 1e6))} MB`;
}

export const jobName = ({ job, stored }) =>
    [job ?? 'no job named', stored?.shard, stored?.variant].filter(Boolean).join(' · ');

// What was read: each number leads to its rows.
export function readWords(project, upload) {
    const { counts, build, files } = upload.stored;
    const toBuild = (words) => h('a', { href: buildPath(project.name, build.id), 'data-page': true }, words);
    return joined([
        toBuild(count(counts.tests, 'test')),
        counts.failed + counts.errors > 0 ? toBuild(`${figure(counts.failed + counts.errors)} failed`) : null,
        counts.flaky > 0 ? toBuild(`${figure(counts.flaky)} failed, then passed`) : null,
        counts.skipped > 0 ? toBuild(`${figure(counts.skipped)} skipped`) : null,
        `from ${count(files, 'file')}`,
        bytesWords(upload.bytes),
    ]);
}

// What was repaired, left out or is missing; null when nothing was.
export function noteWords(project, upload) {
    const { damaged, causes: why, warnings, left_out_files: leftOut } = upload.stored;
    const page = uploadPath(project.name, upload.id);
    const notes = warnings.reduce((sum, warning) => sum + warning.count, 0);
    const parts = [
        damaged ? h('span', { class: 'overdue' }, 'Damaged') : null,
        why.length ? h('span', { class: 'overdue' }, `Incomplete: ${why.map(causeWords).join('; ')}`) : null,
        notes ? h('a', { href: page, 'data-page': true }, count(notes, 'warning')) : null,
        leftOut ? h('a', { href: page, 'data-page': true }, `${count(leftOut, 'file')} left out`) : null,
    ].filter(Boolean);
    return parts.length ? joined(parts) : null;
}
