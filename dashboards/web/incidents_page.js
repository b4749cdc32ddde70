// Incidents, newest first: runs whose failures count against no test.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { noIncidents } from './empty_states.js';
import { filteredList } from './filtered_list.js';
import { greenSentence, incidentBadge, incidentSentence, kinds } from './incident_words.js';
import { moreList } from './more_list.js';
import { buildPath, incidentPath } from './router.js';
import { segments } from './segments.js';
import { ago } from './time.js';
import { shortCommit } from './words.js';

const pageSize = 25;

function filterOf(search) {
    const query = new URLSearchParams(search);
    const kind = query.get('kind') ?? '';
    return { kind: kind in kinds ? kind : '', job: (query.get('job') ?? '').slice(0, 255) };
}

function incidentItem(project, incident) {
    return h('li', { class: 'event incident' },
        h('h2', {}, incidentBadge(incident), ' ',
            h('a', { class: 'test-name', href: incidentPath(project.name, incident.id), 'data-page': true },
                h('bdi', {}, incident.job))),
        h('p', { class: 'event-facts' }, joined([
            ago(incident.happened_at),
            h('a', { href: buildPath(project.name, incident.build.id), 'data-page': true },
                `build ${shortCommit(incident.build.key)}`),
            incident.branch ? `branch ${incident.branch}` : null,
            h('span', {}, 'commit ', h('code', { title: incident.commit }, shortCommit(incident.commit))),
        ])),
        h('p', { class: 'sentence' }, `${incidentSentence(incident)} ${greenSentence(incident)}`),
        incident.text ? h('p', { class: 'sentence' }, h('code', {}, incident.text)) : null);
}

function filters(filter, changed) {
    function tell() {
        const data = new FormData(form);
        changed({ kind: data.get('kind') ?? '', job: data.get('job').trim() });
    }
    const form = h('form', {
        class: 'filters',
        role: 'search',
        'aria-label': 'Incidents',
        submit: (event) => { event.preventDefault(); tell(); },
        change: tell,
    },
    segments('kind', 'Kind', { '': 'All', ...kinds }, filter.kind),
    h('label', { class: 'sort' }, h('span', {}, 'Job'),
        h('input', { name: 'job', value: filter.job, maxlength: '255', autocomplete: 'off', spellcheck: 'false' })));
    return form;
}

export async function incidentsPage({ project, signal }) {
    const { controls, results, load } = filteredList({
        signal, start: filterOf(location.search), none: filterOf(''), form: filters, empty: () => noIncidents(project),
        title: 'No incident matches', words: 'None of what happened is like that.',
        read: (filter, after) => api.incidents(project.name, { ...filter, limit: pageSize, after }, signal),
        list: (first, read) => moreList({ first, read, noun: 'incident', order: 'newest', item: (incident) => incidentItem(project, incident) }),
    });
    await load();
    const element = h('div', { class: 'page page-uploads' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Incidents'),
            h('p', { class: 'counts' }, 'Runs whose failures count against no test, and propose nothing.')),
        controls, results);
    return { title: `Incidents of ${project.name}`, element };
}
