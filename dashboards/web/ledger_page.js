// The ledger: every failure that did not stop a build, newest first, and what excused it.

import { api } from './api.js';
import { h } from './dom.js';
import { emptyReports, nothingLetThrough } from './empty_states.js';
import { excusedItem } from './excused_list.js';
import { filteredList } from './filtered_list.js';
import { filterOf, idWords, ledgerFilters, noFilter } from './ledger_filters.js';
import { moreList } from './more_list.js';

const pageSize = 25;

function form(filter, change, clear) {
    const only = idWords(filter);
    return [ledgerFilters(filter, change), only ? h('p', { class: 'lead' }, `Only those ${only}. `,
        h('button', { class: 'button small', type: 'button', click: clear }, 'Show all')) : null];
}

export async function ledgerPage({ project, signal }) {
    const { controls, results, load } = filteredList({
        signal, start: filterOf(location.search), none: noFilter(), form,
        empty: () => (project.builds ? nothingLetThrough(project) : emptyReports(project)),
        title: 'No failure matches', words: 'None of those that were let through is like that.',
        read: (filter, after) => api.excuses(project.name, { ...filter, limit: pageSize, after }, signal),
        list: (first, read) => moreList({ first, read, noun: 'failure', order: 'newest', item: (failure) => excusedItem(project, failure) }),
    });
    await load();
    const element = h('div', { class: 'page page-uploads' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Ledger'),
            h('p', { class: 'counts' }, 'Every failure that did not stop a build, and what excused it.')),
        controls, results);
    return { title: `Ledger of ${project.name}`, element };
}
