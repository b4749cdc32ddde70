// One incident: what it is told by, and which tests failed in it.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { facts } from './facts.js';
import { greenSentence, incidentBadge, incidentSentence, kinds } from './incident_words.js';
import { moreList } from './more_list.js';
import { buildPath, incidentsPath, testPath, uploadPath } from './router.js';
import { textBlock } from './text_block.js';
import { ago, date } from './time.js';
import { count, figure, home, share, shortCommit } from './words.js';

const pageSize = 50;

const excuses = {
    outage: 'passed on a retry after it',
    quarantine: 'in quarantine',
    retry: 'passed on a retry',
};

const whys = {
    outage: 'So many failures at once are not explained by how often these tests fail: something they '
        + 'share was down, or one change broke them all. Tests that were broken before do not count.',
    infrastructure: 'Several tests failed with one text of the machinery around them.',
    cascade: 'The runner wrote these tests down as failed without running them, because another failed.',
};

function chanceWords({ chance, expected }) {
    if (chance === null) return null;
    const share = chance < 1e-15 ? 'less than 1 in 10¹⁵' : chance.toExponential(1);
    return `${share}, with ${expected < 1 ? expected.toFixed(2) : figure(Math.round(expected))} expected`;
}

function panel(project, incident) {
    const { build, commit, branch, job, report, reports } = incident;
    return h('section', { class: 'panel' },
        h('h2', { class: 'unseen' }, 'What happened'),
        h('div', { class: 'panel-state' }, incidentBadge(incident),
            h('p', { class: 'muted' }, incidentSentence(incident))),
        facts([
            ['Happened', [date(incident.happened_at), ', ', ago(incident.happened_at)]],
            ['Tests that failed', share(incident.failed, incident.tests)],
            ['Chance of that', chanceWords(incident)],
            ['Turned green', greenSentence(incident)],
            ['Runs', reports > 1 ? count(reports, 'small run') : null],
            ['Build', h('a', { href: buildPath(project.name, build.id), 'data-page': true }, shortCommit(build.key))],
            ['Upload', h('a', { href: uploadPath(project.name, `s${report}`), 'data-page': true }, `report ${report}`)],
            ['Branch', branch && h('bdi', {}, branch)],
            ['Commit', h('code', { title: commit }, shortCommit(commit))],
            ['Job', h('bdi', {}, job)],
        ]));
}

// What all of them say stands above the list already.
function testItem(project, text, { test, signature, attempts, excused_by: by }) {
    return h('li', { class: 'event' },
        h('h3', {}, h('a', {
            class: 'test-name', href: testPath(project.name, test.id), 'data-page': true,
        }, h('bdi', {}, test.name))),
        home(test) ? h('p', { class: 'test-home' }, home(test)) : null,
        h('p', { class: 'event-facts' }, joined([
            count(attempts, 'failing attempt'), by ? excuses[by] : 'nothing turned it green',
        ])),
        signature.text === text ? null : h('p', { class: 'sentence' }, h('code', {}, signature.text)));
}

export async function incidentPage({ project, route, signal }) {
    const read = (after) =>
        api.incidentTests(project.name, route.incident, { limit: pageSize, after }, signal);
    const [incident, first] = await Promise.all([
        api.incident(project.name, route.incident, signal), read(null)]);
    const title = `${kinds[incident.kind] ?? 'Incident'} ${incident.id}`;
    const element = h('div', { class: 'page page-build' },
        h('div', { class: 'page-head' },
            h('nav', { class: 'crumbs', 'aria-label': 'Way back' },
                h('a', { href: incidentsPath(project.name), 'data-page': true }, `Incidents of ${project.name}`)),
            h('h1', {}, title)),
        panel(project, incident),
        h('div', { class: 'story build-story' },
            h('section', {}, h('h2', {}, 'Why it counts against no test'),
                h('p', { class: 'lead' }, whys[incident.kind]),
                incident.text ? textBlock(incident.text, 'What most of the failures said') : null),
            h('section', {}, h('h2', {}, 'Tests that failed in it'),
                moreList({ first, read, noun: 'test', item: (entry) => testItem(project, incident.text, entry) }))));
    return { title, element };
}
