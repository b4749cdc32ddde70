// What a page says when it has nothing to list: why, and what to do next.

import { h } from './dom.js';
import { textBlock } from './text_block.js';
import { count } from './words.js';

export function emptyProjects() {
    return h('section', { class: 'empty' },
        h('h1', {}, 'No project yet'),
        h('p', {}, 'A project is one repository whose test reports belong together. Make the first one '
            + 'where the service runs:'),
        textBlock('escapement project create shop', 'Command that creates a project', 'command'),
        h('p', {}, 'Then load this page again. If there are projects already, this token sees none of them.'));
}

export function emptyReports(project) {
    const address = `${location.origin}/api/v1/projects/${encodeURIComponent(project.name)}/reports`;
    return h('section', { class: 'empty' },
        h('h2', {}, 'No reports yet'),
        h('p', {}, `${project.name} waits for its first JUnit XML. A token that may upload:`),
        textBlock(`escapement token create --project ${project.name} --scope upload`,
            'Command that creates an upload token', 'command'),
        h('p', {}, 'And in the CI job, after the tests and whatever their outcome:'),
        textBlock(`curl --fail-with-body --data-binary @report.xml \\
  -H "Authorization: Bearer $ESCAPEMENT_TOKEN" \\
  "${address}?commit=$GIT_COMMIT&build=$BUILD_ID&job=unit&attempt=1"`,
        'Command that uploads a report', 'command'),
        h('p', {}, 'The answer is the verdict. This page lists a test as soon as it fails and passes on '
            + 'the same commit.'));
}

export function nothingFlagged(project) {
    return h('section', { class: 'empty good' },
        h('h2', {}, 'Nothing to triage'),
        h('p', {}, 'No test has failed and passed on the same commit, and none is in quarantine. ',
            `Watched so far: ${count(project.tests, 'test')} in ${count(project.builds, 'build')}.`));
}

export function noIncidents(project) {
    return h('section', { class: 'empty good' },
        h('h2', {}, 'No incident'),
        h('p', {}, 'No run had so many failing tests at once that something else must have failed. '
            + 'When one has, it stands here, and its failures count against no test. ',
        `Watched so far: ${count(project.builds, 'build')}.`));
}

export function noSignatures(project) {
    return h('section', { class: 'empty good' },
        h('h2', {}, 'No failure in 30 days'),
        h('p', {}, 'What failures say is put together here, over tests and builds, as soon as one is uploaded. ',
            `Watched so far: ${count(project.builds, 'build')}.`));
}

export function nothingLetThrough(project) {
    return h('section', { class: 'empty good' },
        h('h2', {}, 'Nothing was let through'),
        h('p', {}, 'Every failure stopped its build. ',
            `Watched so far: ${count(project.tests, 'test')} in ${count(project.builds, 'build')}.`));
}

export function nothingMatches({ title = 'No test matches', words, clear }) {
    return h('section', { class: 'empty' },
        h('h2', {}, title),
        h('p', {}, words),
        h('button', { class: 'button', type: 'button', click: clear }, 'Show all'));
}
