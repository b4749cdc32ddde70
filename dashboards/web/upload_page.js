// One upload: what was read of it and where it had to be repaired, or why it was refused.

import { api } from './api.js';
import { h } from './dom.js';
import { facts } from './facts.js';
import { buildPath, uploadsPath } from './router.js';
import { ago, date } from './time.js';
import { bytesWords, causeWords, jobName, readWords, uploadBadge } from './upload_words.js';
import { count, figure, sentence, shortCommit } from './words.js';

// @rows of cells; a column whose name begins with # holds numbers.
function table(label, columns, rows) {
    const numbered = (index) => (columns[index].startsWith('#') ? { class: 'number' } : {});
    return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
        h('table', { class: 'plain-table wrapped' },
            h('thead', {}, h('tr', {}, columns.map((name, index) =>
                h('th', { scope: 'col', ...numbered(index) }, name.replace('#', ''))))),
            h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell, index) =>
                h('td', numbered(index), cell)))))));
}

function section(title, lead, content) {
    return h('section', {}, h('h2', {}, title), h('p', { class: 'lead' }, lead), content);
}

function placeOf({ file, line, column }) {
    return [file ?? 'the report', line || null, line && column ? column : null]
        .filter((part) => part !== null).join(':');
}

function meaning({ stored, refused }) {
    if (refused) return 'Nothing of it was stored.';
    if (stored.damaged) return 'A file broke off: what came before was read, and it cannot be green.';
    if (!stored.complete) return sentence(stored.causes.map(causeWords).join('; '));
    return 'Read whole.';
}

function panel(project, upload) {
    const { stored, refused } = upload;
    return h('section', { class: 'panel' },
        h('h2', { class: 'unseen' }, 'Outcome'),
        h('div', { class: 'panel-state' }, uploadBadge(upload), h('p', { class: 'muted' }, meaning(upload))),
        facts([
            ['Received', [date(upload.received_at), ', ', ago(upload.received_at)]],
            ['Build and verdict', stored && h('a', { href: buildPath(project.name, stored.build.id), 'data-page': true },
                `build ${shortCommit(stored.build.key)}`)],
            ['Branch', upload.branch && h('bdi', {}, upload.branch)],
            ['Commit', upload.commit && h('code', { title: upload.commit }, shortCommit(upload.commit))],
            ['Attempt', stored && figure(stored.attempt)],
            ['Sent by', refused?.actor],
            ['Read', stored && readWords(project, { ...upload, bytes: null }), true],
            ['Bytes', bytesWords(upload.bytes)],
        ]));
}

function refusal({ refused }) {
    const { file, line, problem, parameters, parameters_more: more } = refused;
    return [
        section('Why it was refused', h('bdi', {}, sentence(refused.detail)),
            facts([
                ['Place', file && placeOf({ file, line })],
                ['Kind', problem === 'aborted' ? 'the client went away'
                    : h('a', { href: `/problems/${problem}` }, problem)],
                ['Later in that hour', refused.unnoted ? count(refused.unnoted, 'more refusal') : null],
            ])),
        parameters.length ? section('What it said of itself',
            more ? `The first ${count(parameters.length, 'parameter')}; ${figure(more)} more are not kept.`
                : `${count(parameters.length, 'parameter')}, cut where they are long and without secrets.`,
            table('Parameters of this upload', ['Parameter', 'Value'],
                parameters.map(({ name, value }) => [h('code', {}, name), h('bdi', {}, value)]))) : null,
    ];
}

function story({ stored, warnings, left_out: leftOut }) {
    return [
        stored.missing.length ? section('Missing suites',
            `${count(stored.missing.length, 'suite')} with far fewer tests than in the last whole runs of this job.`,
            table('Suites that fall short', ['Suite', '#Tests', '#Usually'],
                stored.missing.map(({ suite, cases, usual }) => [suite, figure(cases), figure(usual)]))) : null,
        section('Warnings', warnings.length ? `${count(warnings.length, 'place')} that a reader should know of.`
            : 'None: nothing had to be repaired.',
        warnings.length ? table('Warnings of this upload', ['Place', 'What', 'Kind'],
            warnings.map((warning) => [h('code', {}, placeOf(warning)), warning.message,
                h('code', {}, warning.code)])) : null),
        stored.left_out_files ? section('Left out',
            leftOut.length < stored.left_out_files
                ? `The first ${count(leftOut.length, 'file')} of ${figure(stored.left_out_files)} that are no reports.`
                : `${count(leftOut.length, 'file')} that are no reports.`,
            table('Files that were left out', ['File', 'Why'],
                leftOut.map(({ file, reason }) => [h('code', {}, file), reason]))) : null,
    ];
}

export async function uploadPage({ project, route, signal }) {
    const upload = await api.upload(project.name, route.upload, signal);
    const title = `Upload of ${jobName(upload)}`;
    const element = h('div', { class: 'page page-build' },
        h('div', { class: 'page-head' },
            h('nav', { class: 'crumbs', 'aria-label': 'Way back' },
                h('a', { href: uploadsPath(project.name), 'data-page': true }, `Uploads of ${project.name}`)),
            h('h1', {}, h('bdi', {}, title))),
        panel(project, upload),
        h('div', { class: 'story build-story' }, upload.refused ? refusal(upload) : story(upload)));
    return { title, element };
}
