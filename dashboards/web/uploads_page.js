// Every upload of a project, newest first: what was read, repaired and left out, or why it was refused.

import { api } from './api.js';
import { h } from './dom.js';
import { emptyReports } from './empty_states.js';
import { filteredList } from './filtered_list.js';
import { moreList } from './more_list.js';
import { filterOf, queryOf, uploadsFilters } from './uploads_filters.js';
import { uploadItem } from './uploads_list.js';

const pageSize = 25;

export async function uploadsPage({ project, signal }) {
    const { controls, results, load } = filteredList({
        signal, start: filterOf(location.search), none: filterOf(''), form: uploadsFilters, empty: () => emptyReports(project),
        title: 'No upload matches', words: 'None of what CI sent is like that.',
        read: (filter, after) => api.uploads(project.name, { ...queryOf(filter), limit: pageSize, after }, signal),
        list: (first, read) => moreList({ first, read, noun: 'upload', order: 'newest', item: (upload) => uploadItem(project, upload) }),
    });
    await load();
    const element = h('div', { class: 'page page-uploads' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Uploads'),
            h('p', { class: 'counts' }, 'What CI sent, and what became of it.')),
        controls, results);
    return { title: `Uploads of ${project.name}`, element };
}
