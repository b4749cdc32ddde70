// One category in one service: where it stands, why, and what is missing until it is closed.

import { h, joined } from './dom.js';
import { plain } from './escape_words.js';
import { escapesPath, testPath } from './router.js';
import { ago, date } from './time.js';
import { guardStates, watchBadge } from './watch_words.js';
import { count, figure, sentence } from './words.js';

// "2 escapes in 40 deployments", with a link to the escapes.
function side(project, watch, { events, exposure }, bounds) {
    const { category, service, comparison } = watch;
    return h('span', {}, h('a', { href: escapesPath(project.name, { kind: 'escape', category, service, ...bounds }), 'data-page': true },
        count(events, 'escape')), ` in ${count(exposure, comparison.unit.slice(0, -1))}`);
}

function missingWords({ state, comparison: { missing, unit } }) {
    if (missing === null || missing <= 0 || state === 'closed') return null;
    return h('p', { class: 'sentence' }, h('strong', {}, count(Math.ceil(missing), `more clean ${unit.slice(0, -1)}`)),
        ' would prove that it holds.');
}

function guardItem(project, guard) {
    return h('li', {}, h('a', { class: 'test-name', href: testPath(project.name, guard.test), 'data-page': true }, h('bdi', {}, guard.name)), ' ',
        h('span', { class: guard.state === 'running' ? 'muted small' : 'overdue small' }, guardStates[guard.state] ?? guard.state));
}

export function watchItem(project, watch) {
    const { category, service, comparison, changed_at: changed } = watch;
    const caught = (number, words, bounds) => (number > 0 ? h('a', {
        href: escapesPath(project.name, { kind: 'catch', category, service, ...bounds }), 'data-page': true,
    }, `${figure(number)} caught ${words}`) : null);
    return h('li', { class: 'event watch' },
        h('h2', {}, watchBadge(watch), ' ', h('a', {
            class: 'bug-title', href: escapesPath(project.name, { kind: 'all', category, service }), 'data-page': true,
        }, plain(category), ' in ', h('bdi', {}, service))),
        h('p', { class: 'event-facts' }, joined([
            h('span', {}, 'since ', ago(watch.since)), watch.team ? h('bdi', {}, watch.team) : null,
            changed ? h('span', {}, 'changed ', date(changed)) : 'never changed',
            h('span', {}, 'last escape ', watch.last_escape ? date(watch.last_escape) : 'never'),
        ])),
        watch.reasons.map(({ text }) => h('p', { class: 'sentence' }, sentence(text))),
        h('p', { class: 'event-facts' }, joined(changed ? [
            h('span', {}, 'before: ', side(project, watch, comparison.before, { to: changed })),
            h('span', {}, 'since: ', side(project, watch, comparison.after, { from: changed })),
            caught(watch.caught_before, 'before', { to: changed }),
            caught(watch.caught_since, 'since', { from: changed }),
        ] : [side(project, watch, comparison.before, {}), caught(watch.caught_before, 'before release', {})])),
        missingWords(watch),
        watch.guards.length > 0 ? h('details', {}, h('summary', {}, count(watch.guards.length, 'guard test')),
            h('ul', { class: 'plain-list' }, watch.guards.map((guard) => guardItem(project, guard)))) : null);
}
