// Deliveries as a list: what was told to whom, and why not.

import { h, joined } from './dom.js';
import { deliveryBadge, eventWords, kinds, subjectLink } from './delivery_words.js';
import { ago } from './time.js';
import { count, sentence } from './words.js';

// @replay(item, button) is called for one that was given up.
export function deliveryItem(project, item, replay) {
    const { state, destination, event, subject, attempts, error } = item;
    const button = h('button', { class: 'button small', type: 'button', click: () => replay(item, button) },
        'Replay', h('span', { class: 'unseen' }, ` ${eventWords(event)} to ${destination.name}`));
    return h('li', { class: 'event delivery' },
        h('h3', {}, deliveryBadge(item), ' ', eventWords(event), ' · ', subjectLink(project, subject)),
        h('p', { class: 'event-facts' }, joined([
            h('span', {}, 'to ', h('bdi', {}, destination.name), ` (${kinds[destination.kind]})`),
            h('span', {}, 'happened ', ago(item.added_at)),
            attempts ? count(attempts, 'attempt') : null,
            state === 'delivered' ? h('span', {}, 'delivered ', ago(item.done_at)) : null,
            state === 'pending' && item.due_at ? h('span', {}, 'next ', ago(item.due_at)) : null,
        ])),
        error && state !== 'delivered' ? h('p', { class: 'sentence' }, h('bdi', {}, sentence(error))) : null,
        state === 'dead' ? h('p', {}, button) : null);
}
