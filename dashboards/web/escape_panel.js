// The head of a bug: what it counts as, and all that is written of it.

import { h, joined } from './dom.js';
import { attribution, countsSentence, kindBadge, plain, states } from './escape_words.js';
import { facts } from './facts.js';
import { categoriesPath, escapePath, escapesPath, testPath } from './router.js';
import { ago, date } from './time.js';
import { figure, percent, seconds, shortCommit } from './words.js';
import { webLink } from './web_link.js';

function commit(sha, how, sureness, at) {
    if (!sha && !at) return null;
    return joined([
        sha ? h('code', { title: sha }, shortCommit(sha)) : null,
        at ? date(at) : null,
        attribution(how, sureness),
    ]);
}

function layerWords({ should_have_layer: layer, layer_settled: settled }) {
    if (!layer) return 'nobody has said it';
    return `${plain(layer)}${settled ? '' : ' (proposed by its category)'}`;
}

export function escapePanel(project, bug, actions) {
    const link = (href, text) => h('a', { href, 'data-page': true }, h('bdi', {}, text));
    const watch = bug.category && bug.service
        ? link(categoriesPath(project.name, { category: bug.category, service: bug.service }), 'is it closed there?') : null;
    return h('section', { class: 'panel' },
        h('h2', { class: 'unseen' }, 'What is known of it'),
        h('div', { class: 'panel-state' }, kindBadge(bug), h('p', { class: 'muted' }, countsSentence(bug))),
        facts([
            ['State', states[bug.state]],
            ['Category', bug.category ? joined([link(escapesPath(project.name, { kind: 'all', category: bug.category }),
                plain(bug.category)), watch]) : 'Unclassified'],
            ['Service', bug.service && link(escapesPath(project.name, { kind: 'all', service: bug.service }), bug.service)],
            ['Team', bug.team],
            ['Set off by', bug.trigger && plain(bug.trigger)],
            ['Severity', bug.severity && `${bug.severity} (1 is worst)`],
            ['Found', joined([[date(bug.detected_at), ', ', ago(bug.detected_at)], bug.stage && `at ${plain(bug.stage).toLowerCase()}`])],
            ['Should have been found by', bug.kind === 'escape' ? layerWords(bug) : null],
            ['Came in at', bug.origin_stage && plain(bug.origin_stage)],
            ['Brought by', commit(bug.introduced_sha, bug.introduced_how, bug.introduced_sure, bug.introduced_at)],
            ['Went out with', commit(bug.released_sha, bug.released_how, bug.released_sure, bug.released_at)],
            ['Mended by', commit(bug.fix_sha, null, null, bug.fixed_at)],
            ['Hit', bug.population],
            ['Users', joined([bug.users_hit === null ? null : figure(bug.users_hit),
                bug.users_share === null ? null : `${percent(Number(bug.users_share))} of all`])],
            ['Cost', bug.money && `${bug.money} ${bug.currency}`],
            ['Hurt for', bug.impact_seconds === null ? null : seconds(bug.impact_seconds)],
            ['Caught by', joined([bug.gate && `gate ${bug.gate}`, bug.test && link(testPath(project.name, bug.test), `test ${bug.test}`)])],
            ['One with', bug.duplicate_of && link(escapePath(project.name, bug.duplicate_of), `bug ${bug.duplicate_of}`)],
            ['Told by', joined([`${bug.source} ${bug.key}`, bug.url && webLink(bug.url, 'in full')])],
            ['What happened', bug.summary || null, true],
        ].map(([label, value, wide]) => [label, Array.isArray(value) && value.length === 0 ? null : value, wide])),
        h('div', { class: 'panel-actions' }, actions));
}
