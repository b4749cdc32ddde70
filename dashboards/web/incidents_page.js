// Incidents, newest first: runs whose failures count against no test.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { noIncidents, nothingMatches } from './empty_states.js';
import { greenSentence, incidentBadge, incidentSentence, kinds } from './incident_words.js';
import { announce } from './live.js';
import { moreList } from './more_list.js';
import { problemNote } from './problem_note.js';
import { buildPath, incidentPath, rewriteQuery } from './router.js';
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
    h('fieldset', { class: 'segments' },
        h('legend', { class: 'unseen' }, 'Kind'),
        Object.entries({ '': 'All', ...kinds }).map(([value, word]) => h('label', {},
            h('input', { type: 'radio', name: 'kind', value, checked: value === filter.kind }),
            h('span', {}, word)))),
    h('label', { class: 'sort' }, h('span', {}, 'Job'),
        h('input', { name: 'job', value: filter.job, maxlength: '255', autocomplete: 'off', spellcheck: 'false' })));
    return form;
}

export async function incidentsPage({ project, signal }) {
    let filter = filterOf(location.search);
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const controls = h('div', { class: 'controls' });
    const results = h('div', { class: 'results' });
    const element = h('div', { class: 'page page-uploads' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Incidents'),
            h('p', { class: 'counts' }, 'Runs whose failures count against no test, and propose nothing.')),
        controls, results);
    const isEmpty = () => !filter.kind && !filter.job;

    function clear() {
        change({ kind: '', job: '' });
        controls.replaceChildren(filters(filter, change));
        controls.querySelector('input:checked').focus();
    }

    function draw(first, read) {
        controls.hidden = first.items.length === 0 && isEmpty();
        if (first.items.length > 0) {
            results.replaceChildren(moreList({
                first, read, noun: 'incident', order: 'newest', item: (incident) => incidentItem(project, incident),
            }));
            return;
        }
        results.replaceChildren(isEmpty() ? noIncidents(project) : nothingMatches({
            title: 'No incident matches', words: 'None of what happened is like that.', clear,
        }));
    }

    async function load() {
        turn += 1;
        const mine = turn;
        const query = { ...filter, limit: pageSize };
        const read = (after) => api.incidents(project.name, { ...query, after }, signal);
        const answer = await read(null);
        if (mine === turn) draw(answer, read);
    }

    async function change(wanted) {
        filter = wanted;
        rewriteQuery(filter, { push: true });
        try {
            await load();
            announce(results.querySelector('.shown')?.textContent ?? 'No incident matches.');
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    controls.append(filters(filter, change));
    await load();
    return { title: `Incidents of ${project.name}`, element };
}
