// One signature: what it says, where it fails, and what a person makes of it.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { facts } from './facts.js';
import { costWords } from './impact_words.js';
import { announce } from './live.js';
import { go, buildPath, incidentsPath, signaturePath, signaturesPath, testPath } from './router.js';
import { askTicket, describe, merge, split, takeOut } from './signature_actions.js';
import { infrastructureBadge, nameOf, sinceDays } from './signature_words.js';
import { textBlock } from './text_block.js';
import { ago, date } from './time.js';
import { webLink } from './web_link.js';
import { count, figure, home, shortCommit } from './words.js';

const shownFailures = 20;

const excuses = { outage: 'turned green after an outage', quarantine: 'in quarantine', retry: 'passed on a retry' };

function panel(project, signature, actions) {
    return h('section', { class: 'panel' },
        h('h2', { class: 'unseen' }, 'How often'),
        h('div', { class: 'panel-state' },
            signature.infrastructure ? infrastructureBadge() : null,
            h('p', { class: 'muted' }, signature.infrastructure
                ? ['Its failures are ', h('a', { href: incidentsPath(project.name), 'data-page': true }, 'incidents'),
                    ', and no evidence that a test is flaky.']
                : `${count(signature.failures, 'failure')} since `, signature.infrastructure ? null : date(signature.since))),
        facts([
            ['Tests', figure(signature.tests)],
            ['Builds', figure(signature.builds)],
            ['Time lost', signature.impact && costWords(signature.impact)],
            ['First seen', ago(signature.first_seen)],
            ['Last seen', ago(signature.last_seen)],
            ['Owner', signature.owner && h('bdi', {}, signature.owner)],
            ['Ticket', signature.ticket && webLink(signature.ticket)],
        ]),
        h('div', { class: 'panel-actions' }, actions));
}

function memberItem(signature, member, choose) {
    return h('li', { class: 'signature' },
        h('p', { class: 'signature-facts' }, joined([
            signature.members.length > 1 ? h('label', {}, h('input', {
                type: 'checkbox', 'aria-label': `Choose kind ${member.id}`, change: (event) => choose(member, event.target.checked),
            }), ` kind ${member.id}`) : null,
            h('b', {}, count(member.failures, 'failure')),
            h('span', {}, 'first ', ago(member.first_seen)),
            h('span', {}, 'last ', ago(member.last_seen)),
            member.text === signature.text ? null : h('code', {}, member.text),
        ])),
        textBlock([member.exemplar || member.text, ...member.frames.map((frame) => `  in ${frame}`)].join('\n'),
            `Failure of kind ${member.id}`));
}

function members(project, signature, done) {
    const chosen = new Set();
    const choose = (member, on) => { chosen[on ? 'add' : 'delete'](member.id); };
    async function splitChosen() {
        if (chosen.size === 0 || chosen.size === signature.members.length) {
            announce('Choose some of the kinds of failure, and not all: each has a box.');
            return;
        }
        const made = await split(project, signature, [...chosen]);
        if (!made) return;
        go(signaturePath(project.name, made.id));
        announce('Split out: this is the new signature.');
    }
    return h('section', {}, h('h2', {}, 'What it says'),
        h('p', { class: 'lead' }, signature.members.length > 1
            ? 'Kinds of failure that have one first line, or were put together, and come through '
                + 'different functions of the project.'
            : 'One kind of failure, with the functions of the project that it came through.'),
        h('ul', { class: 'plain-list' }, signature.members.map((member) => memberItem(signature, member, choose))),
        signature.members.length > 1
            ? h('button', { class: 'button', type: 'button', click: splitChosen }, 'Split the chosen out') : null,
        signature.merged.length > 0 ? [
            h('h3', {}, 'Merged into it'),
            h('ul', { class: 'plain-list' }, signature.merged.map((merged) => h('li', { class: 'signature' },
                h('p', { class: 'signature-facts' }, h('code', {}, nameOf(merged))),
                h('button', {
                    class: 'button small', type: 'button', 'aria-label': `Take out ${nameOf(merged)}`,
                    click: async () => done(await takeOut(project, signature, merged)),
                }, 'Take out')))),
        ] : null);
}

const testItem = (project, { test, failures, builds, last_failure_at: last }) => h('li', { class: 'event' },
    h('h3', {}, h('a', { class: 'test-name', href: testPath(project.name, test.id), 'data-page': true },
        h('bdi', {}, test.name))),
    home(test) ? h('p', { class: 'test-home' }, home(test)) : null,
    h('p', { class: 'event-facts' }, joined([
        h('b', {}, count(failures, 'failure')), `in ${count(builds, 'build')}`, h('span', {}, 'last ', ago(last)),
    ])));

const failureItem = (project, failure) => h('li', { class: 'event' },
    h('p', { class: 'event-facts' }, joined([
        ago(failure.received_at),
        h('a', { href: buildPath(project.name, failure.build), 'data-page': true }, `build ${shortCommit(failure.build_key)}`),
        h('bdi', {}, failure.job),
        failure.branch ? h('span', {}, 'branch ', h('bdi', {}, failure.branch)) : null,
        h('span', {}, 'commit ', h('code', { title: failure.commit }, shortCommit(failure.commit))),
        failure.excused_by ? excuses[failure.excused_by] : null,
    ])),
    h('p', { class: 'sentence' }, h('a', { href: testPath(project.name, failure.test.id), 'data-page': true },
        h('bdi', {}, failure.test.name))));

function list(title, entries, limit, item) {
    return h('section', {}, h('h2', {}, title),
        entries.length === 0 ? h('p', { class: 'muted' }, 'None in this time.')
            : h('ol', { class: 'events' }, entries.slice(0, limit).map(item)),
        entries.length > limit ? h('p', { class: 'shown' }, `The first ${limit}.`) : null);
}

export async function signaturePage({ project, route, signal }) {
    const element = h('div', { class: 'page page-build' });
    const heading = h('h1', { class: 'test-title' });
    const read = () => api.signature(project.name, route.signature, { since: sinceDays(30) }, signal);

    async function done(said) {
        if (!said) return;
        draw(await read());
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
        announce(said);
    }

    async function chooseAndMerge(signature) {
        const { items } = await api.signatures(project.name, { since: sinceDays(365), limit: 100 }, signal);
        const others = items.filter(({ id }) => id !== signature.id);
        if (others.length === 0) announce('There is no other signature to merge.');
        else await done(await merge(project, signature, others));
    }

    function draw(signature) {
        heading.textContent = nameOf(signature);
        const button = (word, click) => h('button', { class: 'button', type: 'button', click }, word);
        element.replaceChildren(
            h('div', { class: 'page-head' },
                h('nav', { class: 'crumbs', 'aria-label': 'Way back' },
                    h('a', { href: signaturesPath(project.name), 'data-page': true }, `Signatures of ${project.name}`)),
                heading,
                signature.name ? h('p', { class: 'test-home' }, h('code', {}, signature.text)) : null),
            panel(project, signature, [
                button('Say what it is', async () => done(await describe(project, signature))),
                button('Merge', () => chooseAndMerge(signature)),
                signature.ticket ? null
                    : button('Ask for a ticket', async () => done(await askTicket(project, signature))),
            ]),
            h('div', { class: 'story build-story' },
                members(project, signature, done),
                list('Tests that fail so', signature.failing_tests, 100, (entry) => testItem(project, entry)),
                list('Latest failures', signature.latest, shownFailures, (entry) => failureItem(project, entry))));
    }

    const signature = await read();
    draw(signature);
    return { title: nameOf(signature).slice(0, 80), element };
}
