// Who is told of what happens. The service lets admins change it, and says so to others.

import { api } from './api.js';
import { destinationBadge, kinds } from './delivery_words.js';
import { addDestination } from './destination_form.js';
import { h, joined } from './dom.js';
import { announce } from './live.js';
import { ago } from './time.js';
import { count, sentence } from './words.js';

function testWords({ ok, status, seconds, detail }) {
    const took = `${seconds.toFixed(1)} s`;
    return ok ? `It works: answered ${status} in ${took}.` : `It failed after ${took}. ${sentence(detail)}`;
}

function entry(project, one, changed) {
    const said = h('p', { class: 'sentence', role: 'status' });
    const button = (word, act) => h('button', { class: 'button small', type: 'button', click: act },
        word, h('span', { class: 'unseen' }, ` ${one.name}`));

    async function run(act) {
        said.textContent = 'Asking …';
        try {
            said.textContent = await act();
        } catch (error) {
            said.textContent = sentence(error.message);
        }
    }
    const tryOut = () => run(async () => testWords(await api.testDestination(project.name, one.id)));
    const turn = () => run(async () => {
        await api.changeDestination(project.name, one.id, { enabled: !one.enabled });
        await changed();
        announce(`${one.name} is ${one.enabled ? 'off' : 'on'}.`);
        return '';
    });
    return h('li', { class: 'event destination' },
        h('h3', {}, destinationBadge(one), ' ', h('bdi', {}, one.name)),
        h('p', { class: 'event-facts' }, joined([
            kinds[one.kind],
            h('code', {}, one.address),
            `wants ${one.events.join(', ')}`,
            h('span', { class: one.secret.resolves ? null : 'overdue' },
                `secret ${one.secret.name} ${one.secret.resolves ? 'found' : 'not found'}`),
        ])),
        h('p', { class: 'event-facts' }, joined([
            `${count(one.pending, 'delivery')} waiting`,
            `${one.dead} given up`,
            one.delivered_at ? h('span', {}, 'last delivered ', ago(one.delivered_at)) : 'nothing delivered yet',
        ])),
        one.error ? h('p', { class: 'sentence' }, h('bdi', {}, sentence(one.error))) : null,
        h('p', { class: 'panel-actions' }, button('Try out', tryOut),
            button(one.enabled ? 'Switch off' : 'Switch on', turn)),
        said);
}

function empty() {
    return h('p', { class: 'muted' }, 'Nobody is told yet. A tracker gets one ticket for each flaky test, a '
        + 'webhook or a chat a message for each event.');
}

export async function destinationsSection(project, signal) {
    const list = h('div', {});
    async function load() {
        const { items } = await api.destinations(project.name, signal);
        list.replaceChildren(items.length
            ? h('ul', { class: 'events' }, items.map((one) => entry(project, one, load))) : empty());
    }
    await load();
    async function add() {
        const made = await addDestination(project);
        if (!made) return;
        await load();
        announce(`${made.name} was added.`);
    }
    return h('section', { class: 'destinations' },
        h('div', { class: 'page-head' }, h('h2', {}, 'Destinations'),
            h('button', { class: 'button', type: 'button', click: add }, 'Add a destination')),
        list);
}
