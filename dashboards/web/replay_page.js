// Other settings tried on stored history: nothing is written.

import { api } from './api.js';
import { h, uniqueId } from './dom.js';
import { announce } from './live.js';
import { problemNote } from './problem_note.js';
import { replayResults, replaySentence } from './replay_results.js';
import { rewriteQuery, settingsPath } from './router.js';
import { rangeOf, shownValue, typedValue } from './settings_words.js';
import { daysBefore } from './time.js';
import { sentence } from './words.js';

const spans = { 30: '30 days', 90: '90 days', 365: 'year' };

function proposalField(setting, value, take) {
    const id = uniqueId('proposal');
    return h('li', { class: 'field proposal' },
        h('label', { for: id }, h('code', {}, setting.name)),
        h('p', { class: 'hint', id: `${id}-hint` },
            `${sentence(setting.help)} In force: ${shownValue(setting.value)}. ${rangeOf(setting)}`),
        h('div', { class: 'proposal-value' },
            h('input', { id, name: setting.name, type: 'text', value, autocomplete: 'off', 'aria-describedby': `${id}-hint` }),
            h('button', { class: 'button small', type: 'button', 'aria-label': `Take back ${setting.name}`, click: take },
                'Take back')));
}

export async function replayPage({ project, signal }) {
    const settings = new Map((await api.settings(project.name, signal)).items.map((one) => [one.name, one]));
    const query = new URLSearchParams(location.search);
    const span = query.get('days') in spans ? query.get('days') : '90';
    const results = h('div', { class: 'story' });
    const proposals = h('ul', { class: 'plain-list proposals' });
    const choice = h('select', { change: () => propose(choice.value) });
    const run = h('button', { class: 'button primary', type: 'submit' }, 'Replay');
    const form = h('form', { class: 'replay-form', 'aria-label': 'Proposed settings', submit: replay },
        proposals,
        h('div', { class: 'filters' },
            h('label', { class: 'sort' }, h('span', {}, 'Propose'), choice),
            h('label', { class: 'sort' }, h('span', {}, 'Over the last'),
                h('select', { name: 'days' }, Object.entries(spans).map(([value, word]) =>
                    h('option', { value, selected: value === span }, word)))),
            run));
    let busy = false;

    const proposed = () => [...proposals.querySelectorAll('input')].map(({ name, value }) => [name, value.trim()]);

    function offer() {
        const taken = new Set(proposed().map(([name]) => name));
        choice.replaceChildren(h('option', { value: '' }, 'a setting …'),
            ...[...settings.keys()].filter((name) => !taken.has(name)).map((name) => h('option', { value: name }, name)));
    }

    function add(name, value) {
        const field = proposalField(settings.get(name), value, () => {
            field.remove();
            offer();
            choice.focus();
        });
        proposals.append(field);
        offer();
        return field;
    }

    function propose(name) {
        if (!name) return;
        const { value } = settings.get(name);
        add(name, value === '' ? '' : shownValue(value)).querySelector('input').select();
    }

    // What is on show stays until the answer is there, and says that it waits.
    async function replay(event) {
        event?.preventDefault();
        if (busy) return;
        const wanted = proposed();
        const days = new FormData(form).get('days');
        if (wanted.length === 0) {
            announce('Propose a setting first.');
            choice.focus();
            return;
        }
        busy = true;
        run.textContent = 'Replaying …';
        results.setAttribute('aria-busy', 'true');
        announce(`Replaying the last ${spans[days]} …`);
        rewriteQuery({ days: days === '90' ? '' : days, ...Object.fromEntries(wanted) });
        try {
            const answer = await api.replay(project.name, {
                settings: Object.fromEntries(wanted.map(([name, text]) => [name, typedValue(settings.get(name), text)])),
                from: daysBefore('', Number(days)),
            }, signal);
            results.replaceChildren(...replayResults(project, answer));
            announce(replaySentence(answer));
        } catch (error) {
            if (signal.aborted || error.status === 401) return;
            results.replaceChildren(problemNote(error, { retry: replay }));
        } finally {
            busy = false;
            run.textContent = 'Replay';
            results.removeAttribute('aria-busy');
        }
    }

    offer();
    for (const [name, value] of new Map(query)) if (settings.has(name)) add(name, value);
    results.append(h('section', { class: 'empty' }, h('h2', {}, 'Propose a setting'),
        h('p', {}, 'Every day of the past is judged again, once by the settings in force and once by yours, as if rules '
            + 'had acted by themselves: which tests enter quarantine, which leave it, and which regressions were excused '
            + 'before they were seen. Nothing is written.')));
    return {
        title: `Replay of ${project.name}`,
        element: h('div', { class: 'page page-build page-replay' },
            h('div', { class: 'page-head' },
                h('nav', { class: 'crumbs', 'aria-label': 'Way back' },
                    h('a', { href: settingsPath(project.name), 'data-page': true }, `Settings of ${project.name}`)),
                h('h1', {}, 'Replay'),
                h('p', { class: 'counts' }, 'What other settings would have changed on stored history.')),
            form, results),
        shown: () => { if (proposed().length > 0) replay(); },
    };
}
