// Signatures: what failures say, over tests and builds.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { noSignatures } from './empty_states.js';
import { filteredList } from './filtered_list.js';
import { costWords } from './impact_words.js';
import { moreList } from './more_list.js';
import { signaturePath } from './router.js';
import { segments } from './segments.js';
import { infrastructureBadge, nameOf, sinceDays } from './signature_words.js';
import { ago } from './time.js';
import { webLink } from './web_link.js';
import { count } from './words.js';

const pageSize = 25;
const blames = { '': 'All', false: 'Of the project', true: 'Infrastructure' };
const sorts = { '': 'Most time lost', last_seen: 'Last seen', failures: 'Failures', tests: 'Tests' };
const windows = { 7: '7 days', '': '30 days', 90: '90 days', 365: 'a year' };
const costDays = (days) => days || 28; // costs are summed up for 28 days, where failures are counted for 30

const knownOr = (choices, value) => (value in choices ? value : '');

function filterOf(search) {
    const query = new URLSearchParams(search);
    return {
        infrastructure: knownOr(blames, query.get('infrastructure') ?? ''),
        q: (query.get('q') ?? '').slice(0, 200),
        sort: knownOr(sorts, query.get('sort') ?? ''),
        days: knownOr(windows, query.get('days') ?? ''),
    };
}

function signatureItem(project, signature) {
    return h('li', { class: 'event cluster' },
        h('h2', {},
            h('a', { class: 'test-name', href: signaturePath(project.name, signature.id), 'data-page': true },
                h('bdi', {}, nameOf(signature))),
            signature.infrastructure ? [' ', infrastructureBadge()] : null),
        h('p', { class: 'event-facts' }, joined([
            h('b', {}, count(signature.failures, 'failure')),
            count(signature.tests, 'test'),
            count(signature.builds, 'build'),
            signature.impact?.minutes_lost ? `lost ${costWords(signature.impact)}` : null,
            h('span', {}, 'first ', ago(signature.first_seen)),
            h('span', {}, 'last ', ago(signature.last_seen)),
            signature.owner ? h('bdi', {}, signature.owner) : null,
            signature.ticket ? webLink(signature.ticket) : null,
        ])),
        signature.name ? h('p', { class: 'sentence' }, h('code', {}, signature.text)) : null,
        signature.frames.length > 0
            ? h('p', { class: 'sentence' }, 'in ', h('code', {}, signature.frames[0])) : null);
}

function choice(name, label, choices, value) {
    const select = h('select', { name }, Object.entries(choices).map(([key, word]) =>
        h('option', { value: key, selected: key === value }, word)));
    return h('label', { class: 'sort' }, h('span', {}, label), select);
}

function filters(filter, changed) {
    function tell() {
        const data = new FormData(form);
        changed({
            infrastructure: data.get('infrastructure') ?? '', q: data.get('q').trim(),
            sort: data.get('sort'), days: data.get('days'),
        });
    }
    const form = h('form', {
        class: 'filters',
        role: 'search',
        'aria-label': 'Signatures',
        submit: (event) => { event.preventDefault(); tell(); },
        change: tell,
    },
    segments('infrastructure', 'Whose fault', blames, filter.infrastructure),
    h('label', { class: 'sort' }, h('span', {}, 'Text'),
        h('input', { name: 'q', value: filter.q, maxlength: '200', autocomplete: 'off', spellcheck: 'false' })),
    choice('days', 'Seen within', windows, filter.days),
    choice('sort', 'Order', sorts, filter.sort));
    return form;
}

export async function signaturesPage({ project, signal }) {
    const { controls, results, load } = filteredList({
        signal, start: filterOf(location.search), none: filterOf(''), form: filters, empty: () => noSignatures(project),
        isEmpty: ({ infrastructure, q, days }) => !infrastructure && !q && !days,
        title: 'No signature matches', words: 'Nothing that failed is like that.',
        read: ({ days, sort, ...asked }, after) => api.signatures(project.name, {
            ...asked, sort: sort || 'impact', window: costDays(days), since: sinceDays(days || 30), limit: pageSize, after,
        }, signal),
        list: (first, read) => moreList({ first, read, noun: 'signature', item: (signature) => signatureItem(project, signature) }),
    });
    await load();
    const element = h('div', { class: 'page page-uploads' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Signatures'),
            h('p', { class: 'counts' }, 'What failures say, over tests and builds; numbers and addresses aside.')),
        controls, results);
    return { title: `Signatures of ${project.name}`, element };
}
