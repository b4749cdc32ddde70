// What was told to trackers, webhooks and chat: what waits, what was given up, and to whom it goes.

import { api } from './api.js';
import { deliveryItem } from './deliveries_list.js';
import { destinationsSection } from './destinations_section.js';
import { h } from './dom.js';
import { nothingMatches } from './empty_states.js';
import { announce } from './live.js';
import { moreList } from './more_list.js';
import { problemNote } from './problem_note.js';
import { rewriteQuery } from './router.js';
import { count, sentence } from './words.js';

const pageSize = 25;
const shows = { '': 'All', pending: 'Waiting', delivered: 'Delivered', dead: 'Given up' };

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
            announce(`${count(replayed, 'delivery')} will go again.`);
        } catch (error) {
            results.prepend(problemNote(error));
        }
    }

    function draw(first, read) {
        if (first.items.length === 0) {
            results.replaceChildren(emptyList(state, () => change('')));
            return;
        }
        const all = state === 'dead'
            ? h('button', { class: 'button', type: 'button', click: replayAll }, 'Replay all that were given up') : '';
        results.replaceChildren(moreList({
            first, read, noun: 'delivery', order: 'newest', item: (one) => deliveryItem(project, one, replay),
        }), all);
    }

    async function load() {
        turn += 1;
        const mine = turn;
        const query = { state, limit: pageSize };
        const read = (after) => api.deliveries(project.name, { ...query, after }, signal);
        const answer = await read(null);
        if (mine === turn) draw(answer, read);
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
