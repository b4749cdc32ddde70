// What was told to trackers, webhooks and chat: what waits, what was given up, and to whom it goes.

import { api } from './api.js';
import { deliveryItem } from './deliveries_list.js';
import { deliveries } from './delivery_words.js';
import { destinationsSection } from './destinations_section.js';
import { h } from './dom.js';
import { nothingMatches } from './empty_states.js';
import { announce } from './live.js';
import { problemNote } from './problem_note.js';
import { rewriteQuery } from './router.js';
import { sentence } from './words.js';

const pageSize = 25;
const shows = { '': 'All', pending: 'Waiting', delivered: 'Delivered', dead: 'Given up' };

const statusWords = (shown, next) => (next ? `The newest ${deliveries(shown)}; there are more.`
    : `${deliveries(shown)}, and that is all of this list.`);

function filters(state, changed) {
    return h('form', { class: 'filters', role: 'search', 'aria-label': 'Deliveries',
        submit: (event) => event.preventDefault(),
        change: (event) => changed(event.target.value) },
    h('fieldset', { class: 'segments' },
        h('legend', { class: 'unseen' }, 'How they stand'),
        Object.entries(shows).map(([value, word]) => h('label', {},
            h('input', { type: 'radio', name: 'state', value, checked: value === state }),
            h('span', {}, word)))));
}

function emptyList(state, clear) {
    if (state) return nothingMatches({ title: 'No delivery matches', words: 'None stands like that.', clear });
    return h('section', { class: 'empty' }, h('h3', {}, 'Nothing was told yet'),
        h('p', {}, 'What happens to tests from now on is told to the destinations that want it.'));
}

export async function deliveriesPage({ project, signal }) {
    const asked = new URLSearchParams(location.search).get('state') ?? '';
    let state = asked in shows ? asked : '';
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const controls = h('div', { class: 'controls' });
    const results = h('div', { class: 'results' });
    const read = (after) => api.deliveries(project.name, { state, limit: pageSize, after }, signal);

    async function replay(item, button) {
        button.setAttribute('aria-disabled', 'true');
        try {
            await api.replayDelivery(project.name, item.id);
            await load();
            announce('It waits to be delivered again.');
        } catch (error) {
            button.removeAttribute('aria-disabled');
            announce(sentence(error.message));
        }
    }

    async function replayAll() {
        try {
            const { replayed } = await api.replayDeliveries(project.name);
            await load();
            announce(`${deliveries(replayed)} wait again.`);
        } catch (error) {
            results.prepend(problemNote(error));
        }
    }

    function draw(items, next) {
        if (items.length === 0) {
            results.replaceChildren(emptyList(state, () => change('')));
            return;
        }
        const list = h('ol', { class: 'events' }, items.map((item) => deliveryItem(project, item, replay)));
        const all = state === 'dead'
            ? h('button', { class: 'button', type: 'button', click: replayAll }, 'Replay all that were given up') : '';
        results.replaceChildren(list, foot(list, next), all);
    }

    function foot(list, first) {
        let next = first;
        const mine = turn;
        const status = h('p', { class: 'shown' }, statusWords(list.children.length, next));
        const button = h('button', { class: 'button more', type: 'button', hidden: !next, click: more }, 'Show more');
        async function more() {
            const answer = await read(next);
            if (mine !== turn) return;
            next = answer.next;
            list.append(...answer.items.map((item) => deliveryItem(project, item, replay)));
            status.textContent = statusWords(list.children.length, next);
            button.hidden = !next;
            announce(status.textContent);
        }
        return h('div', { class: 'after-list' }, status, button);
    }

    async function load() {
        turn += 1;
        const mine = turn;
        const { items, next } = await read(null);
        if (mine === turn) draw(items, next);
    }

    async function change(wanted) {
        state = wanted;
        rewriteQuery({ state }, { push: true });
        controls.replaceChildren(filters(state, change));
        controls.querySelector('input:checked').focus();
        try {
            await load();
            announce(results.querySelector('.shown')?.textContent ?? 'No delivery matches.');
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    controls.append(filters(state, change));
    const [destinations] = await Promise.all([destinationsSection(project, signal), load()]);
    const element = h('div', { class: 'page page-deliveries' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Deliveries'),
            h('p', { class: 'counts' }, 'What trackers, webhooks and chat were told.')),
        destinations,
        h('section', {}, h('h2', {}, 'What was told'), controls, results));
    return { title: `Deliveries of ${project.name}`, element };
}
