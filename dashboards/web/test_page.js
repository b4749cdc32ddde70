// One test: what it did, why it is called flaky, and what was decided about it.

import { api } from './api.js';
import { causeList } from './cause_list.js';
import { h, joined } from './dom.js';
import { evidenceList } from './evidence_list.js';
import { facts } from './facts.js';
import { historySection } from './history_section.js';
import { impactSection } from './impact_section.js';
import { eventsWords, lineage } from './lineage.js';
import { announce } from './live.js';
import { problemNote } from './problem_note.js';
import { quarantinePanel } from './quarantine_panel.js';
import { quarantinePeriods } from './quarantine_periods.js';
import { ledgerPath, triagePath } from './router.js';
import { signatureList } from './signature_list.js';
import { healthWord } from './state_badge.js';
import { ago, date } from './time.js';
import { count, home, percent, place, shortCommit } from './words.js';

function head(project, item) {
    const { test } = item;
    return h('div', { class: 'page-head' },
        h('nav', { class: 'crumbs', 'aria-label': 'Way back' },
            h('a', { href: triagePath(project.name), 'data-page': true }, `Flaky tests of ${project.name}`)),
        h('h1', { class: 'test-title' }, test.name),
        h('p', { class: 'test-home' }, joined([
            home(test),
            test.variant ? h('span', { class: 'tag' }, test.variant) : null,
            test.occurrence > 1 ? h('span', { class: 'tag' }, `no. ${test.occurrence} of this name`) : null,
            place(item) ? h('code', {}, place(item)) : null,
        ])));
}

function factsOf(item) {
    return facts([
        ['Health', healthWord(item.health)],
        ['Flaky events', String(item.events)],
        ['Before its rename', item.events_before ? count(item.events_before, 'event') : null],
        ['Failing runs', String(item.failing_runs)],
        ['Affected', count(item.builds_affected, 'build')],
        ['Flaky', item.score && percent(item.score.flaky)],
        ['Fails in', item.score?.flips + item.score?.blips > 0
            ? `${percent(item.score.rate)} of runs (${percent(item.score.rate_low)} to ${percent(item.score.rate_high)})` : null],
        ['Fails always since', item.score?.broken_since && h('code', {}, shortCommit(item.score.broken_since))],
        ['Owner', item.owner ?? 'no owner yet'],
        ['Layer', item.layer],
        ['Population', item.population],
        ['First seen', date(item.first_seen)],
        ['Last failure', item.last_failure_at && ago(item.last_failure_at)],
        ['Last event', item.last_event_at && ago(item.last_event_at)],
    ]);
}

export async function testPage({ project, route, signal }) {
    const element = h('div', { class: 'page page-test' });

    async function decided(said) {
        try {
            draw(await api.test(project.name, route.test, signal));
            element.querySelector('.panel button, h1').focus();
            announce(said);
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            element.prepend(problemNote(error, { retry: () => decided(said) }));
        }
    }

    function draw(item) {
        element.replaceChildren(...[
            head(project, item),
            quarantinePanel(project, item, decided),
            lineage(project, item, decided),
            historySection(project, item.history),
            h('div', { class: 'columns' },
                h('div', { class: 'story' },
                    evidenceList(project, item.evidence, item.events + item.events_before, eventsWords(item), item.score),
                    causeList(item.causes),
                    signatureList(item.signatures, item.quarantine),
                    quarantinePeriods(item.quarantines)),
                h('div', { class: 'side' },
                    impactSection(item.impact),
                    h('section', {}, h('h2', {}, 'Facts'), factsOf(item),
                        h('p', { class: 'sentence' }, h('a', {
                            href: `${ledgerPath(project.name)}?test=${route.test}`, 'data-page': true,
                        }, 'What was excused of it'))))),
        ].filter(Boolean));
    }

    const item = await api.test(project.name, route.test, signal);
    draw(item);
    return { title: item.test.name, element };
}
