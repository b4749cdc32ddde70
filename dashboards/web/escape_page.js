// One bug: what it counts as, why it was not seen, what is changed, and its post-mortem. Of a catch
// there is nothing to explain: it was seen.

import { api } from './api.js';
import { bugHistory } from './bug_history.js';
import { changeBug, mergeBug, settleLayer } from './escape_form.js';
import { escapePanel } from './escape_panel.js';
import { h } from './dom.js';
import { gapSection } from './gap_section.js';
import { caughtBySection } from './gap_tests.js';
import { judgedSection } from './judged_section.js';
import { announce } from './live.js';
import { placeSection } from './place_section.js';
import { readChanges } from './plan_changes.js';
import { planSection } from './plan_section.js';
import { postmortemSection } from './postmortem_section.js';
import { problemNote } from './problem_note.js';
import { escapesPath } from './router.js';

const listed = 100; // of changes and of work after one bug

async function read(project, id, signal) {
    const { name } = project;
    const bug = await api.defect(name, id, signal);
    const escaped = bug.kind === 'escape';
    const [plan, changes, work, gates, evidence, postmortem, versions] = await Promise.all([
        api.plan(name, id, signal),
        readChanges(project, { defect: id, limit: listed }, signal),
        api.workItems(name, { defect: id, limit: listed }, signal),
        api.defectGates(name, id, signal),
        escaped ? api.escapeEvidence(name, id, signal) : null,
        escaped ? api.postmortem(name, id, {}, signal) : null,
        escaped ? api.postmortemVersions(name, id, { limit: 20 }, signal) : null,
    ]);
    return {
        bug, plan, changes, work: work.items, gates: gates.items, evidence, postmortem, versions: versions?.items,
    };
}

const anchors = [['gaps', 'Why it got away'], ['place', 'What was in place'], ['plan', 'What is changed'],
    ['postmortem', 'Post-mortem']];

const contents = () => h('nav', { class: 'contents', 'aria-label': 'On this page' },
    anchors.map(([id, word]) => h('a', { href: `#${id}` }, word)));

export async function escapePage({ project, route, signal }) {
    const vocabulary = await api.vocabulary(signal);
    let known = await read(project, route.escape, signal);
    const refused = h('div'); // says what was, where no dialog can
    const element = h('div', { class: 'page page-escape' });

    // What a person says changes more than one part of the page: all of it is read again. @key names
    // the button that gets the focus back, where it is still there.
    async function act(key, run, said) {
        try {
            if (!await run()) return;
            known = await read(project, route.escape, signal);
        } catch (error) {
            if (!signal.aborted && error.status !== 401) refused.replaceChildren(problemNote(error));
            return;
        }
        refused.replaceChildren();
        draw();
        const heading = element.querySelector('h1');
        heading.tabIndex = -1;
        (element.querySelector(`[data-key="${key}"]`) ?? heading).focus();
        announce(said);
    }

    const button = (key, word, said, run, more = {}) => h('button', {
        class: 'button small', type: 'button', 'data-key': key, click: () => act(key, run, said), ...more,
    }, word);

    function draw() {
        const { bug, evidence } = known;
        const part = { project, vocabulary, button, ...known };
        const actions = [
            button('change', 'Change', 'It is changed.', () => changeBug(project, vocabulary, bug)),
            evidence ? button('settle', bug.layer_settled ? 'Change the layer' : 'Settle the layer', 'The layer is settled.',
                () => settleLayer(project, vocabulary, bug)) : null,
            bug.duplicate_of ? null : button('merge', 'Same as another', 'It is one with the other.', () => mergeBug(project, bug)),
        ];
        element.replaceChildren(
            h('div', { class: 'page-head' },
                h('nav', { class: 'crumbs', 'aria-label': 'Way back' },
                    h('a', { href: escapesPath(project.name), 'data-page': true }, `Escapes of ${project.name}`)),
                h('h1', {}, h('bdi', {}, bug.title))),
            refused,
            escapePanel(project, bug, actions),
            evidence ? contents() : '',
            h('div', { class: 'story build-story' },
                evidence ? [gapSection(part), caughtBySection(part), placeSection(part)] : null,
                judgedSection(part),
                planSection(part),
                evidence ? postmortemSection(part) : null,
                bugHistory(project, bug)));
    }

    draw();
    return { title: known.bug.title, element };
}
