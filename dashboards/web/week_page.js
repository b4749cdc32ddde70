// The weekly triage: the agenda of the open one, or the way to open it; a closed one with its digest.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { emptyReports } from './empty_states.js';
import { formDialog } from './form_dialog.js';
import { announce } from './live.js';
import { problemNote } from './problem_note.js';
import { go, triagePath, weekPath } from './router.js';
import { textBlock } from './text_block.js';
import { ago, date } from './time.js';
import { weekAgenda } from './week_agenda.js';
import { weekList } from './week_list.js';
import { decidedWords, isoWeek, weekOf } from './week_words.js';
import { count } from './words.js';

async function findOpen(project, signal) {
    const { items } = await api.triages(project.name, { state: 'open', limit: 1 }, signal);
    return items[0]?.id ?? null;
}

// The newest there is may be that of this week, closed.
function notOpen(project, newest) {
    const week = isoWeek();
    const note = h('div', {});
    async function open() {
        try {
            const triage = await api.openTriage(project.name);
            go(weekPath(project.name));
            announce(`The triage of ${weekOf(triage)} is open.`);
        } catch (error) {
            if (error.status !== 401) note.replaceChildren(problemNote(error));
        }
    }
    const title = (words) => h('h2', {}, words);
    if (newest?.week === week) {
        return h('section', { class: 'empty good' }, title(`The triage of ${weekOf(newest)} is closed`),
            h('p', {}, 'What was left undecided, and what was promised, is on the agenda of the next week. ',
                h('a', { href: weekPath(project.name, newest.id), 'data-page': true }, 'Its digest')));
    }
    return h('section', { class: 'empty' }, title(`The triage of ${weekOf({ week })} is not open yet`),
        h('p', {}, 'Opened, it lists what is new, worse, past its review date or without an owner, and what was '
            + 'promised before. Each row gets a decision; closing it leaves a digest to pass on. Until then ',
        h('a', { href: triagePath(project.name), 'data-page': true }, 'the list of flaky tests'), ' shows how it stands.'),
        h('button', { class: 'button primary', type: 'button', click: open }, 'Open it'), note);
}

async function digestSection(project, triage, signal) {
    const digest = await api.triageDigest(project.name, triage.id, signal);
    async function copy() {
        await navigator.clipboard.writeText(digest);
        announce('The digest is copied.');
    }
    return h('section', { class: 'digest' }, h('h2', {}, 'Digest'),
        h('p', { class: 'lead' }, 'As Markdown, and as it was told outside.'),
        textBlock(digest, 'Digest in Markdown'),
        navigator.clipboard ? h('button', { class: 'button small', type: 'button', click: copy }, 'Copy') : null);
}

async function close(project, triage) {
    const digest = await api.triageDigest(project.name, triage.id);
    const left = triage.rows.filter(({ asks, decision }) => asks && !decision).length;
    const closed = await formDialog({
        title: `Close the triage of ${weekOf(triage)}`,
        intro: left ? `${count(left, 'row')} without a decision: on the next agenda again.` : 'Every row is decided.',
        body: textBlock(digest, 'Digest in Markdown'),
        fields: [],
        action: 'Close it',
        send: () => api.closeTriage(project.name, triage.id),
    });
    if (!closed) return;
    go(weekPath(project.name, triage.id));
    announce(`The triage of ${weekOf(triage)} is closed.`);
}

function headWords(triage) {
    const { state, opened_at: opened, opened_by: opener, closed_at: closed, closed_by: closer, since } = triage;
    return joined([
        h('b', {}, decidedWords(triage.rows)),
        state === 'open' ? h('span', {}, 'opened ', ago(opened), ` by ${opener}`)
            : h('span', {}, 'closed ', ago(closed), ` by ${closer}`),
        h('span', {}, 'what happened since ', date(since)),
    ]);
}

function nothing() {
    return h('section', { class: 'empty good' }, h('h2', {}, 'Nothing to decide'),
        h('p', {}, 'No test is new, worse, overdue or without an owner, and nothing is promised.'));
}

function closePart(project, triage) {
    return h('p', { class: 'close-triage' },
        h('button', { class: 'button primary', type: 'button', click: () => close(project, triage) },
            'Close into the digest'));
}

async function showTriage(project, triage, signal) {
    const counts = h('p', { class: 'counts' }, headWords(triage));
    const open = triage.state === 'open';
    return [
        h('div', { class: 'page-head' }, h('h1', {}, `Triage of ${weekOf(triage)}`), counts),
        open ? null : await digestSection(project, triage, signal),
        triage.rows.length ? weekAgenda(project, triage, () => counts.replaceChildren(...headWords(triage))) : nothing(),
        open ? closePart(project, triage) : null,
    ];
}

export async function weekPage({ project, route, signal }) {
    const element = h('div', { class: 'page page-week' });
    if (project.builds === 0) {
        element.append(h('div', { class: 'page-head' }, h('h1', {}, 'Triage')), emptyReports(project));
        return { title: `Triage of ${project.name}`, element };
    }
    const id = route.week ?? await findOpen(project, signal);
    const triage = id === null ? null : await api.triage(project.name, id, signal);
    const weeks = await weekList(project, triage?.id, signal);
    const parts = triage ? await showTriage(project, triage, signal) : [
        h('div', { class: 'page-head' }, h('h1', {}, 'Triage')),
        notOpen(project, (await api.triages(project.name, { limit: 1 }, signal)).items[0]),
    ];
    element.append(...parts.filter(Boolean), ...(weeks ? [weeks] : []));
    return { title: triage ? `Triage of ${weekOf(triage)}, ${project.name}` : `Triage of ${project.name}`, element };
}
