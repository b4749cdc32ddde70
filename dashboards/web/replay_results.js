// What other settings would have changed: the numbers, and each change with why.

import { h, joined } from './dom.js';
import { plainTable } from './plain_table.js';
import { testPath } from './router.js';
import { utcDay } from './time.js';
import { count, figure, home, sentence, shortCommit } from './words.js';

const SHOWN = 100;

function change(project, { at, test, why, since, hidden_commits: hidden, present, proposed }) {
    return h('li', { class: 'event' },
        h('h3', {}, h('a', { class: 'test-name', href: testPath(project.name, test.id), 'data-page': true },
            h('bdi', {}, test.name))),
        home(test) ? h('p', { class: 'test-home' }, home(test)) : null,
        h('p', { class: 'event-facts' }, joined([
            h('time', { datetime: at }, utcDay(at)),
            hidden ? h('b', {}, `${count(hidden, 'commit')} excused before it was seen`) : null,
            since ? h('span', {}, 'broken since ', h('code', { title: since }, shortCommit(since))) : null,
            present && proposed ? 'by the present settings too' : null,
        ])),
        h('p', { class: 'sentence' }, sentence(why)));
}

function list(project, title, lead, changes) {
    if (changes.length === 0) return null;
    return h('section', {}, h('h2', {}, `${title}: ${figure(changes.length)}`),
        h('p', { class: 'lead' }, lead),
        h('ol', { class: 'events' }, changes.slice(0, SHOWN).map((one) => change(project, one))),
        changes.length > SHOWN ? h('p', { class: 'shown' }, `The first ${SHOWN}.`) : null);
}

const numbers = ({ present, proposed }) => plainTable('Both settings side by side', ['', 'Present', 'Proposed'], [
    ['Tests that enter quarantine', 'entries'], ['Released as mended', 'releases'],
    ['Put out as broken', 'revocations'], ['Commits of regressions hidden before that', 'hidden_commits'],
].map(([words, name]) => [words, figure(present[name]), figure(proposed[name])]), { wrapped: true });

// In one sentence, for those who do not see the page too.
export function replaySentence({ present, proposed, changes, tests }) {
    if (tests === 0) return 'No test had a flaky event: there is nothing to replay.';
    if (changes.every((one) => one.present && one.proposed)) return 'Nothing would have changed.';
    return `${count(proposed.entries, 'entry')} instead of ${figure(present.entries)}, ${
        count(proposed.hidden_commits, 'commit')} of regressions hidden instead of ${figure(present.hidden_commits)}.`;
}

// Changes of one kind, by whether their test has one under the other settings too.
function compared(changes, kind) {
    const of = (which) => changes.filter((one) => one.change === kind && one[which]);
    const outside = (others) => ({ test }) => !others.some((other) => other.test.id === test.id);
    const [present, proposed] = [of('present'), of('proposed')];
    const moved = (one) => !one.present && !outside(present)(one);
    return { came: proposed.filter(outside(present)), gone: present.filter(outside(proposed)), moved: proposed.filter(moved) };
}

export function replayResults(project, answer) {
    const { changes, changes_total: total, tests, tests_with_events: all } = answer;
    if (tests === 0) {
        return [h('section', { class: 'empty' }, h('h2', {}, 'Nothing to replay'),
            h('p', {}, 'No test had a flaky event by the end of these days: one that fails and passes on one commit.'))];
    }
    const hiding = changes.filter((one) => one.change === 'revocation' && one.hidden_commits > 0);
    const entries = compared(changes, 'entry');
    const releases = compared(changes, 'release');
    const seen = 'Later the test failed always: it was broken, and its first failures had been excused.';
    return [
        h('section', {}, h('h2', {}, replaySentence(answer)), numbers(answer),
            h('p', { class: 'shown' }, `${count(tests, 'test')} with flaky events looked at${
                tests < all ? ` of ${figure(all)}, those with most of them` : ''}. Read: ${answer.reads}.`,
            total > changes.length ? ` The first ${count(changes.length, 'change')} of ${figure(total)}.` : null)),
        list(project, 'Regressions that would have been hidden', seen, hiding.filter((one) => one.proposed)),
        list(project, 'Regressions that would no longer be hidden', seen, compared(hiding, 'revocation').gone),
        list(project, 'Would enter', 'Into quarantine, which the present settings keep out.', entries.came),
        list(project, 'Would not enter', 'Into quarantine, which the present settings let in.', entries.gone),
        list(project, 'Would enter on another day', 'By the proposed settings on this one.', entries.moved),
        list(project, 'Would be released', 'By the present settings they are not.', releases.came),
        list(project, 'Would not be released', 'By the present settings they are.', releases.gone),
        list(project, 'Would be released on another day', 'By the proposed settings on this one.', releases.moved),
    ].filter(Boolean);
}
