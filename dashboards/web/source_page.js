// One service that tells of bugs, and every delivery of it: what it became, or why it could not be
// understood.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { filteredList, stateForm, stateOf } from './filtered_list.js';
import { announce } from './live.js';
import { moreList } from './more_list.js';
import { escapePath, sourcesPath } from './router.js';
import { sourceActions, sourceFacts } from './source_entry.js';
import { eventBadge, sourceBadge, states } from './source_words.js';
import { ago, date } from './time.js';
import { sentence } from './words.js';

const pageSize = 25;

function deliveryItem(project, item, replay) {
    const { state, kind, delivery, reason, defect } = item;
    const button = h('button', { class: 'button small', type: 'button', click: () => replay(item, button) },
        'Replay', h('span', { class: 'unseen' }, ` ${delivery}`));
    return h('li', { class: 'event delivery' },
        h('h3', {}, eventBadge(item), ' ', h('bdi', {}, kind || 'no word of what it tells')),
        h('p', { class: 'event-facts' }, joined([
            h('span', {}, 'came ', ago(item.received_at)),
            item.happened_at ? h('span', {}, 'tells of ', date(item.happened_at)) : null,
            item.taken_at ? h('span', {}, 'read ', ago(item.taken_at)) : null,
            defect ? h('a', { href: escapePath(project.name, defect), 'data-page': true }, `bug ${defect}`) : null,
            h('span', {}, 'delivery ', h('code', {}, delivery)),
        ])),
        reason ? h('p', { class: 'sentence' }, h('bdi', {}, sentence(reason))) : null,
        state === 'failed' || state === 'ignored' ? h('p', {}, button) : null);
}

const noDelivery = () => h('section', { class: 'empty' }, h('h3', {}, 'Nothing was delivered yet'),
    h('p', {}, 'Give the service the address above and the secret, and have it send something: most have a button to try it out.'));

function deliveries(project, source, signal, changed) {
    async function replay(item, button) {
        button.setAttribute('aria-disabled', 'true');
        try {
            await api.replaySourceEvent(project.name, source.id, item.id);
            await changed();
            announce('It waits to be read again.');
        } catch (error) {
            button.removeAttribute('aria-disabled');
            announce(sentence(error.message));
        }
    }
    return filteredList({
        signal, start: stateOf(location.search, states), none: { state: '' }, empty: noDelivery,
        form: stateForm('Deliveries', 'What became of them', states),
        title: 'No delivery matches', words: 'Nothing became of any like that.',
        read: (filter, after) => api.sourceEvents(project.name, source.id, { ...filter, limit: pageSize, after }, signal),
        list: (first, read) => moreList({ first, read, noun: 'delivery', order: 'newest', item: (one) => deliveryItem(project, one, replay) }),
    });
}

export async function sourcePage({ project, route, signal }) {
    const vocabulary = await api.vocabulary(signal);
    const find = async () => (await api.sources(project.name, signal)).items.find(({ id }) => id === route.source);
    let source = await find();
    if (!source) throw Object.assign(new Error('It may be one of another project.'), { title: 'There is no such source' });
    const panel = h('section', { class: 'panel' });
    const list = deliveries(project, source, signal, changed);

    function draw() {
        panel.replaceChildren(h('h2', { class: 'unseen' }, 'What is known of it'), h('div', { class: 'panel-state' }, sourceBadge(source)),
            ...sourceFacts(source), sourceActions(project, vocabulary, source, changed));
    }
    async function changed() {
        source = await find();
        draw();
        await list.load();
    }

    draw();
    await list.load();
    const element = h('div', { class: 'page page-sources' },
        h('div', { class: 'page-head' },
            h('nav', { class: 'crumbs', 'aria-label': 'Way back' }, h('a', { href: sourcesPath(project.name), 'data-page': true }, `Sources of ${project.name}`)),
            h('h1', {}, h('bdi', {}, source.name))),
        panel,
        h('section', {}, h('h2', {}, 'What it told'), list.controls, list.results));
    return { title: source.name, element };
}
