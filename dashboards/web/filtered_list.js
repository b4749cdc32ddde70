// A list with a form above it that narrows it. The answer to the newest choice is on show, and the
// address keeps the choice.

import { h } from './dom.js';
import { nothingMatches } from './empty_states.js';
import { announce } from './live.js';
import { problemNote } from './problem_note.js';
import { rewriteQuery } from './router.js';
import { segments } from './segments.js';

const inAddress = (filter) => rewriteQuery(filter, { push: true });
const allEmpty = (filter) => !Object.values(filter).some(Boolean);

// @start is the filter of the address, @none the one of nothing chosen; @isEmpty says that a filter
// chooses nothing. @form(filter, change, clear) makes the form; @read(filter, after) promises {items,
// next}; @list(first, more, filter) shows what came, @empty() that there is nothing at all; @title and
// @words say that nothing matches; @remember(filter) keeps a choice in the address.
// { controls, results, load(), again() }: again() says what it shows, as a choice does.
export function filteredList({ start, none, isEmpty = allEmpty, form, read, list, empty, title, words, signal, remember = inAddress }) {
    let filter = start;
    let turn = 0; // of the newest reading: an older answer is late and thrown away
    const controls = h('div', { class: 'controls' });
    const results = h('div', { class: 'results' });

    const drawForm = () => controls.replaceChildren(...[form(filter, change, clear)].flat().filter(Boolean));

    function clear() {
        change(none);
        drawForm();
        controls.querySelector('input:checked').focus();
    }

    function shown(first, more) {
        if (first.items.length > 0) return list(first, more, filter);
        return isEmpty(filter) ? empty() : nothingMatches({ title, words, clear });
    }

    async function load() {
        turn += 1;
        const mine = turn;
        const wanted = filter;
        const more = (after) => read(wanted, after);
        results.setAttribute('aria-busy', 'true');
        try {
            const first = await more(null);
            if (mine !== turn) return;
            controls.hidden = first.items.length === 0 && isEmpty(filter);
            results.replaceChildren(...[shown(first, more)].flat().filter(Boolean));
        } finally {
            if (mine === turn) results.removeAttribute('aria-busy');
        }
    }

    async function change(wanted) {
        filter = wanted;
        remember(filter);
        try {
            await load();
            announce(results.querySelector('.after-list .shown')?.textContent ?? `${title}.`);
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: () => change(wanted) }));
        }
    }

    drawForm();
    return { controls, results, load, again: () => change(filter) };
}

// The filter of a list that is narrowed by state alone, and its form.
export function stateOf(search, states) {
    const state = new URLSearchParams(search).get('state') ?? '';
    return { state: state in states ? state : '' };
}

export const stateForm = (name, legend, states) => ({ state }, change) => h('form', {
    class: 'filters', role: 'search', 'aria-label': name,
    submit: (event) => event.preventDefault(), change: (event) => change({ state: event.target.value }),
}, segments('state', legend, { '': 'All', ...states }, state));
