// Every upload of a project, newest first: what was read, repaired and left out, or why it was refused.

import { api } from './api.js';
import { h } from './dom.js';
import { emptyReports, nothingMatches } from './empty_states.js';
import { announce } from './live.js';
import { moreList } from './more_list.js';
import { problemNote } from './problem_note.js';
import { rewriteQuery } from './router.js';
import { filterOf, isEmpty, queryOf, uploadsFilters } from './uploads_filters.js';
import { uploadItem } from './uploads_list.js';

const pageSize = 25;

export async function uploadsPage({ project, signal }) {
    let filter = filterOf(location.search);
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const controls = h('div', { class: 'controls' });
    const results = h('div', { class: 'results' });
    const element = h('div', { class: 'page page-uploads' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Uploads'),
            h('p', { class: 'counts' }, 'What CI sent, and what became of it.')),
        controls, results);

    function clear() {
        change({ show: '', job: '', branch: '' });
        controls.replaceChildren(uploadsFilters(filter, change));
        controls.querySelector('input:checked').focus();
    }

    function draw(first, read) {
        controls.hidden = first.items.length === 0 && isEmpty(filter);
        if (first.items.length === 0) {
            results.replaceChildren(isEmpty(filter) ? emptyReports(project) : nothingMatches({
                title: 'No upload matches', words: 'None of what CI sent is like that.', clear,
            }));
            return;
        }
        results.replaceChildren(moreList({
            first, read, noun: 'upload', order: 'newest', item: (upload) => uploadItem(project, upload),
        }));
    }

    async function load() {
        turn += 1;
        const mine = turn;
        const query = { ...queryOf(filter), limit: pageSize };
        const read = (after) => api.uploads(project.name, { ...query, after }, signal);
        results.setAttribute('aria-busy', 'true');
        try {
            const answer = await read(null);
            if (mine === turn) draw(answer, read);
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

    controls.append(uploadsFilters(filter, change));
    await load();
    return { title: `Uploads of ${project.name}`, element };
}
