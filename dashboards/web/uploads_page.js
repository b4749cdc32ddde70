// Every upload of a project, newest first: what was read, repaired and left out, or why it was refused.

import { api } from './api.js';
import { h } from './dom.js';
import { emptyReports, nothingMatches } from './empty_states.js';
import { announce } from './live.js';
import { problemNote } from './problem_note.js';
import { rewriteQuery } from './router.js';
import { filterOf, isEmpty, queryOf, uploadsFilters } from './uploads_filters.js';
import { uploadItem } from './uploads_list.js';
import { count } from './words.js';

const pageSize = 25;

const statusWords = (shown, next) => (next ? `The newest ${count(shown, 'upload')}; there are more.`
    : `${count(shown, 'upload')}, and that is all of this list.`);

export async function uploadsPage({ project, signal }) {
    let filter = filterOf(location.search);
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const controls = h('div', { class: 'controls' });
    const results = h('div', { class: 'results' });
    const element = h('div', { class: 'page page-uploads' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Uploads'),
            h('p', { class: 'counts' }, 'What CI sent, and what became of it.')),
        controls, results);
    const read = (after) =>
        api.uploads(project.name, { ...queryOf(filter), limit: pageSize, after }, signal);

    function clear() {
        change({ show: '', job: '', branch: '' });
        controls.replaceChildren(uploadsFilters(filter, change));
        controls.querySelector('input:checked').focus();
    }

    function draw({ items, next }) {
        controls.hidden = items.length === 0 && isEmpty(filter);
        if (items.length === 0) {
            results.replaceChildren(isEmpty(filter) ? emptyReports(project) : nothingMatches({
                title: 'No upload matches', words: 'None of what CI sent is like that.', clear,
            }));
            return;
        }
        const list = h('ol', { class: 'events' }, items.map((item) => uploadItem(project, item)));
        results.replaceChildren(list, foot(list, next));
    }

    async function load() {
        turn += 1;
        const mine = turn;
        results.setAttribute('aria-busy', 'true');
        try {
            const answer = await read(null);
            if (mine === turn) draw(answer);
        } finally {
            if (mine === turn) results.removeAttribute('aria-busy');
        }
    }

    async function change(wanted) {
        filter = wanted;
        rewriteQuery(filter, { push: true });
        try {
            await load();
            announce(results.querySelector('.shown')?.textContent ?? 'No upload matches.');
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    function foot(list, first) {
        let next = first;
        let busy = false;
        const mine = turn;
        const status = h('p', { class: 'shown' }, statusWords(list.children.length, next));
        const button = h('button', { class: 'button more', type: 'button', hidden: !next, click: more }, 'Show more');

        // The button keeps the focus while there is more; then the first new entry gets it.
        async function more() {
            if (busy) return;
            busy = true;
            button.textContent = 'Loading …';
            try {
                const answer = await read(next);
                if (mine !== turn) return;
                next = answer.next;
                const added = answer.items.map((item) => uploadItem(project, item));
                list.append(...added);
                status.textContent = statusWords(list.children.length, next);
                if (!next) added[0]?.querySelector('a').focus();
                button.hidden = !next;
                announce(`${count(added.length, 'more upload')}. ${status.textContent}`);
            } catch (error) {
                if (signal.aborted || error.status === 401) return;
                status.textContent = `No more could be loaded: ${error.message}`;
                announce(status.textContent);
            } finally {
                busy = false;
                button.textContent = 'Show more';
            }
        }
        return h('div', { class: 'after-list' }, status, button);
    }

    controls.append(uploadsFilters(filter, change));
    await load();
    return { title: `Uploads of ${project.name}`, element };
}
