// What was told to trackers, webhooks and chat: what waits, what was given up, and to whom it goes.

import { api } from './api.js';
import { deliveryItem } from './deliveries_list.js';
import { destinationsSection } from './destinations_section.js';
import { h } from './dom.js';
import { filteredList, stateForm, stateOf } from './filtered_list.js';
import { announce } from './live.js';
import { moreList } from './more_list.js';
import { problemNote } from './problem_note.js';
import { count, sentence } from './words.js';

const pageSize = 25;
const shows = { pending: 'Waiting', delivered: 'Delivered', dead: 'Given up' };

const nothingYet = () => h('section', { class: 'empty' }, h('h3', {}, 'Nothing was told yet'),
    h('p', {}, 'What happens to tests from now on is told to the destinations that want it.'));

export async function deliveriesPage({ project, signal }) {
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

    const list = (first, read, { state }) => [
        moreList({ first, read, noun: 'delivery', order: 'newest', item: (one) => deliveryItem(project, one, replay) }),
        state === 'dead' ? h('button', { class: 'button', type: 'button', click: replayAll }, 'Replay all that were given up') : null,
    ];

    const { controls, results, load } = filteredList({
        signal, start: stateOf(location.search, shows), none: { state: '' }, empty: nothingYet,
        form: stateForm('Deliveries', 'How they stand', shows),
        title: 'No delivery matches', words: 'None stands like that.', list,
        read: (filter, after) => api.deliveries(project.name, { ...filter, limit: pageSize, after }, signal),
    });
    const [destinations] = await Promise.all([destinationsSection(project, signal), load()]);
    const element = h('div', { class: 'page page-deliveries' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Deliveries'),
            h('p', { class: 'counts' }, 'What trackers, webhooks and chat were told.')),
        destinations,
        h('section', {}, h('h2', {}, 'What was told'), controls, results));
    return { title: `Deliveries of ${project.name}`, element };
}
