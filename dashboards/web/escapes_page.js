// Bugs: what got away, and what was caught.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { nothingMatches } from './empty_states.js';
import { escapeFilters, filterOf, isEmpty, queryOf } from './escape_filters.js';
import { writeDown } from './escape_form.js';
import { attribution, countsSentence, kindBadge, plain, states } from './escape_words.js';
import { announce } from './live.js';
import { moreList } from './more_list.js';
import { problemNote } from './problem_note.js';
import { escapePath, escapesPath, go, rewriteQuery, sourcesPath } from './router.js';
import { textBlock } from './text_block.js';
import { ago } from './time.js';
import { shortCommit } from './words.js';

const pageSize = 25;

function bugItem(project, bug) {
    return h('li', { class: 'event bug' },
        h('h2', {}, kindBadge(bug), ' ',
            h('a', { class: 'bug-title', href: escapePath(project.name, bug.id), 'data-page': true },
                h('bdi', {}, bug.title))),
        h('p', { class: 'event-facts' }, joined([
            states[bug.state],
            bug.category ? plain(bug.category) : 'Unclassified',
            bug.service ? h('bdi', {}, bug.service) : 'no service told',
            bug.stage ? `found at ${plain(bug.stage).toLowerCase()}` : null,
            h('span', {}, 'found ', ago(bug.detected_at)),
            bug.introduced_sha ? h('span', {}, 'brought by ', h('code', { title: bug.introduced_sha }, shortCommit(bug.introduced_sha)),
                bug.introduced_how ? ` (${attribution(bug.introduced_how, bug.introduced_sure)})` : null) : null,
        ])),
        bug.kind === null ? h('p', { class: 'sentence' }, countsSentence(bug)) : null);
}

function nothingYet(project, write) {
    const address = `${location.origin}/api/v1/projects/${encodeURIComponent(project.name)}/defects`;
    return h('section', { class: 'empty' },
        h('h2', {}, 'No bug written down yet'),
        h('p', {}, 'Write down the next bug that a customer finds, and the ones that your gates catch: then this page '
            + 'says which of them got away, and why. The first one:'),
        write,
        h('p', {}, 'A program can tell it, too, with a token that may triage:'),
        textBlock(`curl --json '{"title": "Orders are charged twice", "stage": "customer", "category": "concurrency"}' \\
  -H "Authorization: Bearer $ESCAPEMENT_TOKEN" ${address}`, 'Command that writes down a bug', 'command'),
        h('p', {}, 'A tracker or an alarm tells its own by webhook: make it a ',
            h('a', { href: sourcesPath(project.name), 'data-page': true }, 'source'), '.'));
}

function noEscape(all) {
    return h('section', { class: 'empty good' },
        h('h2', {}, 'Nothing got away'),
        h('p', {}, 'None of the bugs that are written down is an escape. ', all));
}

export async function escapesPage({ project, signal }) {
    let filter = filterOf(location.search);
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const [vocabulary, { items: services }] = await Promise.all([
        api.vocabulary(signal), api.services(project.name, signal)]);
    const controls = h('div', { class: 'controls' });
    const results = h('div', { class: 'results' });
    const writeButton = () => h('button', { class: 'button primary', type: 'button', click: write }, 'Write down a bug');
    const actions = h('div', { class: 'head-actions' }, writeButton());
    const element = h('div', { class: 'page page-escapes' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Escapes'),
            h('p', { class: 'counts' }, 'Bugs that got away, and bugs that were caught.'), actions),
        controls, results);
    const filters = () => escapeFilters({ filter, vocabulary, services, changed: change });

    async function write() {
        const bug = await writeDown(project, vocabulary);
        if (!bug) return;
        go(escapePath(project.name, bug.id));
        announce(`${bug.title} is written down.`);
    }

    function clear() {
        change(filterOf('?kind=all'));
        controls.replaceChildren(filters());
        controls.querySelector('input:checked').focus();
    }

    async function emptyWords() {
        const wide = ['', 'all'].includes(filter.kind);
        if (!isEmpty({ ...filter, kind: wide ? '' : filter.kind })) {
            return nothingMatches({ title: 'No bug matches', words: 'None that is written down is like that.', clear });
        }
        const { items } = await api.defects(project.name, { kind: 'all', limit: 1 }, signal);
        if (items.length > 0) {
            return noEscape(h('a', { href: escapesPath(project.name, { kind: 'all' }), 'data-page': true }, 'Show all'));
        }
        controls.hidden = true;
        actions.hidden = true;
        return nothingYet(project, writeButton());
    }

    async function load() {
        turn += 1;
        const mine = turn;
        const query = { ...queryOf(filter), limit: pageSize };
        const read = (after) => api.defects(project.name, { ...query, after }, signal);
        const first = await read(null);
        const list = first.items.length > 0
            ? moreList({ first, read, noun: 'bug', order: 'newest', item: (bug) => bugItem(project, bug) })
            : await emptyWords();
        if (mine === turn) results.replaceChildren(list);
    }

    async function change(wanted) {
        filter = wanted;
        rewriteQuery(filter, { push: true });
        try {
            await load();
            announce(results.querySelector('.shown')?.textContent ?? results.querySelector('h2').textContent);
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    controls.append(filters());
    await load();
    return { title: `Escapes of ${project.name}`, element };
}
