// Services that tell of bugs by signed webhooks: trackers, alarms, whatever signs.

import { api } from './api.js';
import { h } from './dom.js';
import { announce } from './live.js';
import { problemNote } from './problem_note.js';
import { sourcePath } from './router.js';
import { sourceActions, sourceFacts } from './source_entry.js';
import { addSource } from './source_form.js';
import { sourceBadge } from './source_words.js';

function empty() {
    return h('section', { class: 'empty' },
        h('h2', {}, 'Nobody tells of bugs yet'),
        h('p', {}, 'A tracker or an alarm that is added here gets an address. What it sends there, signed with a secret that both know, '
            + 'becomes bugs of this project: escapes and catches, with their times. An admin adds it.'));
}

export async function sourcesPage({ project, signal }) {
    const vocabulary = await api.vocabulary(signal);
    const list = h('div', {});
    const refused = h('div');

    const entry = (source) => h('li', { class: 'event source' },
        h('h2', {}, sourceBadge(source), ' ', h('a', { class: 'test-name', href: sourcePath(project.name, source.id), 'data-page': true },
            h('bdi', {}, source.name))),
        sourceFacts(source), sourceActions(project, vocabulary, source, load));

    async function load() {
        const { items } = await api.sources(project.name, signal);
        list.replaceChildren(items.length > 0 ? h('ul', { class: 'events' }, items.map(entry)) : empty());
    }

    async function add() {
        refused.replaceChildren();
        try {
            const made = await addSource(project, vocabulary);
            if (!made) return;
            await load();
            announce(`${made.name} was added.`);
        } catch (error) {
            if (error.status !== 401) refused.replaceChildren(problemNote(error));
        }
    }

    await load();
    const element = h('div', { class: 'page page-sources' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Sources'),
            h('p', { class: 'counts' }, 'Who tells of bugs, and what became of what they told.'),
            h('div', { class: 'head-actions' }, h('button', { class: 'button primary', type: 'button', click: add }, 'Add a source'))),
        refused, list);
    return { title: `Sources of ${project.name}`, element };
}
