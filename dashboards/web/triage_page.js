// The list of tests with a flaky event or an open quarantine, as it stands now.

import { api } from './api.js';
import { h } from './dom.js';
import { emptyReports } from './empty_states.js';
import { rewriteQuery } from './router.js';
import { filterOf, triageFilters } from './triage_filters.js';
import { triageResults } from './triage_results.js';
import { count, share } from './words.js';

// Where readers were in each list that they left: "back" loads as many rows and goes there.
const left = new Map();

const here = () => location.pathname + location.search;

function remember(address, results) {
    const row = document.activeElement?.closest('tr');
    left.set(address, { rows: results.shown(), scroll: scrollY, test: row?.dataset.test });
}

function returnTo({ scroll, test }) {
    scrollTo(0, scroll);
    if (test) document.querySelector(`tr[data-test="${test}"] a`)?.focus({ preventScroll: true });
}

function countsOf({ flaky, quarantined, tests, builds }) {
    return [
        h('b', {}, share(flaky, tests)), ' tests are flaky, ',
        h('b', {}, share(quarantined, tests)), ' are quarantined. ',
        h('span', { class: 'muted' }, `${count(builds, 'build')} so far.`),
    ];
}

async function refreshCounts(project, summary, signal) {
    try {
        const fresh = (await api.projects(signal)).find(({ name }) => name === project.name);
        if (fresh) summary.replaceChildren(...countsOf(fresh));
    } catch {
        // The old counts stay: the action itself was already reported.
    }
}

export async function triagePage({ project, restored, signal }) {
    const title = `Flaky tests of ${project.name}`;
    const summary = h('p', { class: 'counts' }, countsOf(project));
    const element = h('div', { class: 'page page-triage' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Flaky tests'), project.builds > 0 ? summary : null));
    if (project.builds === 0) {
        element.append(emptyReports(project));
        return { title, element };
    }

    let filter = filterOf(location.search);
    let address = here();
    const controls = h('div', { class: 'controls' });
    const results = triageResults({ project, signal, clear });

    function change(wanted, { push }) {
        filter = wanted;
        rewriteQuery({ ...filter, sort: filter.sort === 'impact' ? '' : filter.sort }, { push });
        address = here();
        results.reload(filter);
    }

    function clear() {
        change({ ...filter, state: '', q: '', owner: '' }, { push: true });
        controls.replaceChildren(triageFilters(filter, change));
        controls.querySelector('input:checked').focus();
    }

    controls.append(triageFilters(filter, change));
    element.append(controls, results.element);
    element.addEventListener('decided', () => refreshCounts(project, summary, signal));
    signal.addEventListener('abort', () => remember(address, results));
    const place = restored ? left.get(address) : null;
    await results.load(filter, { atLeast: place?.rows });
    return { title, element, keepsScroll: Boolean(place), shown: place ? () => returnTo(place) : null };
}
