// What was in place when a bug went out: what ran, what was excused, what was absent, which gates it
// passed, and what is like it.

import { h, joined } from './dom.js';
import { plain } from './escape_words.js';
import { plainTable } from './plain_table.js';
import { buildPath, escapePath, quarantinePath, testPath, uploadPath } from './router.js';
import { ago, date } from './time.js';
import { count, figure, percent, seconds, share, shortCommit } from './words.js';

const link = (href, text) => h('a', { href, 'data-page': true }, h('bdi', {}, text));
const none = (text) => h('span', { class: 'muted' }, text);
const testLink = (project, test) => link(testPath(project.name, test.id), test.name);
const excuses = { retry: 'passed on a retry', quarantine: 'quarantine', outage: 'outage' };
const states = { passed: 'Passed', failed: 'Failed', bypassed: 'Gone round' };

function gateRow(project, gate) {
    const where = gate.build ? link(buildPath(project.name, gate.build), `build ${gate.build}`)
        : gate.gate_run ? `gate run ${gate.gate_run}` : none('nothing told');
    const took = gate.seconds === null ? `may take ${seconds(gate.budget_seconds)}`
        : `${seconds(gate.seconds)} of ${seconds(gate.budget_seconds)}`;
    return [gate.gate, gate.state ? states[gate.state] : none('did not run'),
        [h('span', { class: gate.over_budget ? 'overdue' : null }, took, gate.over_budget ? ', over it' : null)],
        gate.blocking ? 'yes' : 'no', where, gate.reason ?? ''];
}

function commitPart(project, title, commit) {
    if (!commit) return null;
    const head = [h('h3', {}, title, ' ', h('code', { title: commit.sha }, shortCommit(commit.sha)))];
    if (!commit.reported) head.push(h('p', { class: 'note' }, 'No report names this commit.'));
    return h('div', { class: 'place-part' }, head,
        commit.runs.length > 0 ? plainTable(`Tests that ran: ${title}`, ['Gate', 'Layer', 'Builds', 'Tests', 'Failed', 'Skipped'],
            commit.runs.map((run) => [run.gate ?? none('not named'), run.layer ? plain(run.layer) : none('not known'),
                figure(run.builds), figure(run.tests), share(run.failed, run.tests), share(run.skipped, run.tests)])) : null,
        commit.gates.length > 0 ? plainTable(`Gates: ${title}`, ['Gate', 'State', 'Time', 'Blocking', 'Told by', 'Why'],
            commit.gates.map((gate) => gateRow(project, gate)), { wrapped: true }) : null);
}

function more({ total, items }) {
    return total > items.length ? h('p', { class: 'shown' }, `${figure(items.length)} of ${figure(total)} are shown.`) : null;
}

function excusedPart(project, excused) {
    return h('div', { class: 'place-part' }, h('h3', {}, `Excused on these commits: ${count(excused.total, 'failure')}`),
        excused.items.length > 0 ? plainTable('Excused', ['Test', 'By', 'What it said', 'Where', 'When'],
            excused.items.map((item) => [testLink(project, item.test),
                item.quarantine ? link(quarantinePath(project.name), `quarantine ${item.quarantine}`) : excuses[item.excused_by],
                h('code', {}, item.signature?.text ?? ''),
                link(uploadPath(project.name, `s${item.report}`), `report ${item.report}`), ago(item.received_at)]), { wrapped: true })
            : h('p', { class: 'muted' }, 'Nothing was.'), more(excused));
}

function absentPart(project, absent) {
    return h('div', { class: 'place-part' }, h('h3', {}, `Absent, although they ran before: ${count(absent.total, 'test')}`),
        absent.items.length > 0 ? plainTable('Absent', ['Test', 'Layer', 'Job', 'Runs before that had it'],
            absent.items.map((item) => [testLink(project, item.test), item.layer ? plain(item.layer) : none('not known'), item.job,
                share(item.runs_before.with, item.runs_before.looked_at)]), { wrapped: true })
            : h('p', { class: 'muted' }, 'None was.'), more(absent));
}

const neighboursPart = (project, neighbours) => (neighbours.length === 0 ? null
    : h('div', { class: 'place-part' }, h('h3', {}, 'Flaky tests nearby'),
        plainTable('Flaky tests nearby', ['Test', 'Layer', 'Flaky events in 90 days', 'Rate'],
            neighbours.map((item) => [testLink(project, item.test), item.layer ? plain(item.layer) : none('not known'), figure(item.events),
                item.rate === null ? none('not judged') : `${percent(item.rate)} (${percent(item.rate_low)} to ${percent(item.rate_high)})`]),
            { wrapped: true })));

const populationsPart = (populations) => (populations.length === 0 ? null
    : h('div', { class: 'place-part' }, h('h3', {}, 'Populations'),
        plainTable('Populations', ['Population', 'Share of users', 'Hit', 'Tests that run with it'],
            populations.map((item) => [item.population, item.share === null ? none('not known') : percent(item.share),
                item.hit ? 'yes' : 'no', h('span', { class: item.tests === 0 ? 'overdue' : null }, count(item.tests, 'test'))]))));

const similarPart = (project, similar) => (similar.length === 0 ? null
    : h('div', { class: 'place-part' }, h('h3', {}, 'Bugs like it'),
        h('ul', { class: 'plain-list' }, similar.map((item) => h('li', {}, link(escapePath(project.name, item.id), item.title), ' ',
            h('span', { class: 'muted small' }, joined([item.same_category ? 'same category' : null, item.same_service ? 'same service' : null,
                `words alike ${percent(item.words)}`, date(item.detected_at)])))))));

export function placeSection({ project, evidence }) {
    const same = evidence.introduced && evidence.released && evidence.introduced.sha === evidence.released.sha;
    return h('section', { id: 'place' },
        h('h2', {}, 'What was in place'),
        evidence.released || evidence.introduced ? null
            : h('p', { class: 'note' }, 'No commit is known. Change it above: tell the commit that went out.'),
        commitPart(project, 'The commit that went out', evidence.released),
        same ? h('p', { class: 'muted' }, 'The same commit brought it.') : commitPart(project, 'The commit that brought it', evidence.introduced),
        excusedPart(project, evidence.excused),
        absentPart(project, evidence.absent),
        neighboursPart(project, evidence.neighbours),
        populationsPart(evidence.populations),
        similarPart(project, evidence.similar));
}
