// Why a bug got away: what the data propose, and what people say to it.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { definition, plain } from './escape_words.js';
import { formDialog } from './form_dialog.js';
import { buildPath, quarantinePath, testPath, uploadPath } from './router.js';
import { date } from './time.js';
import { oneLine, sentence } from './words.js';

const badges = { proposed: ['Proposed', 'proposed'], confirmed: ['Confirmed', 'fail'], rejected: ['Rejected', 'open'] };

const nouns = {
    tests: 'test', reports: 'upload', builds: 'build', quarantines: 'quarantine', gate_runs: 'gate run',
    gates: 'gate', populations: 'population', signatures: 'signature',
};

function place(project, list, id) {
    if (list === 'tests') return testPath(project.name, id);
    if (list === 'reports') return uploadPath(project.name, `s${id}`);
    if (list === 'builds') return buildPath(project.name, id);
    return list === 'quarantines' ? quarantinePath(project.name) : null;
}

// Every row that a gap rests on, and the way to it where there is one.
function evidenceLinks(project, evidence) {
    const parts = Object.entries(evidence).flatMap(([list, ids]) => ids.map((id) => {
        const words = `${nouns[list] ?? list} ${id}`;
        const href = place(project, list, id);
        return href ? h('a', { href, 'data-page': true }, words) : words;
    }));
    return parts.length > 0 ? h('p', { class: 'event-facts' }, 'Rests on ', joined(parts)) : null;
}

async function decide({ project, bug }, gap, state) {
    return formDialog({
        title: state === 'confirmed' ? 'Confirm this gap' : 'Reject this gap',
        subject: plain(gap.gap_type),
        intro: sentence(gap.why),
        action: state === 'confirmed' ? 'Confirm' : 'Reject',
        fields: [{ name: 'word', label: 'Why', type: 'textarea', required: 'A word why is needed.',
            hint: 'About tests and gates, never about a person.', attributes: { maxlength: '1000' } }],
        send: ({ word }) => api.decideGap(project.name, bug.id, gap.gap_type, { state, word: oneLine(word) }),
    });
}

async function nameGap({ project, bug }, words) {
    return formDialog({
        title: 'Name a gap',
        intro: 'One that the data cannot see.',
        action: 'Name it',
        body: h('details', {}, h('summary', {}, 'What each means'), h('dl', { class: 'facts' },
            words.map(({ value, definition: means }) => h('div', { class: 'wide' }, h('dt', {}, plain(value)), h('dd', {}, means))))),
        fields: [
            { name: 'gap', label: 'Gap', type: 'select', required: 'A gap is needed.',
                choices: Object.fromEntries(words.map(({ value }) => [value, plain(value)])), value: words[0].value },
            { name: 'word', label: 'Why', type: 'textarea', required: 'A word why is needed.',
                hint: 'About tests and gates, never about a person.', attributes: { maxlength: '1000' } },
        ],
        send: ({ gap, word }) => api.decideGap(project.name, bug.id, gap, { state: 'confirmed', word: oneLine(word) }),
    });
}

function gapItem(part, gap) {
    const { project, bug, vocabulary, button } = part;
    const [word, shape] = badges[gap.state];
    const name = plain(gap.gap_type);
    const act = (key, label, said, run) =>
        button(`${key}-${gap.gap_type}`, label, said, run, { 'aria-label': `${label}: ${name}` });
    const buttons = gap.state === 'proposed'
        ? [act('confirm', 'Confirm', `${name} is confirmed.`, () => decide(part, gap, 'confirmed')),
            act('reject', 'Reject', `${name} is rejected.`, () => decide(part, gap, 'rejected'))]
        : [act('back', 'Take back', `${name} is open again.`, () => api.undecideGap(project.name, bug.id, gap.gap_type))];
    return h('li', { class: 'event gap' },
        h('div', { class: 'agenda-row' },
            h('div', {},
                h('h3', { title: definition(vocabulary.gap_type, gap.gap_type) }, name, ' ',
                    h('span', { class: `badge badge-${shape}` }, word)),
                gap.from_data ? h('p', { class: 'sentence' }, sentence(gap.why)) : null,
                gap.word ? h('p', { class: 'decision' }, h('bdi', {}, gap.word), gap.decided_at ? [', ', date(gap.decided_at)] : null) : null,
                evidenceLinks(project, gap.evidence)),
            h('div', { class: 'row-actions' }, buttons)));
}

export function gapSection(part) {
    const { evidence, vocabulary, button } = part;
    const taken = new Set(evidence.gaps.map(({ gap_type: type }) => type));
    const left = vocabulary.gap_type.filter(({ value, from_data: fromData }) => !fromData && !taken.has(value));
    return h('section', { id: 'gaps' },
        h('h2', {}, 'Why it got away'),
        h('p', { class: 'lead' }, 'The service proposes gaps from what it has seen; a person confirms or rejects each. None names anybody.'),
        evidence.gaps.length > 0
            ? h('ul', { class: 'events' }, evidence.gaps.map((gap) => gapItem(part, gap)))
            : h('p', { class: 'note' }, 'The data propose nothing. Tell the commit that went out, and what ran on it is looked at; '
                + 'or name a gap that only a person can see.'),
        left.length > 0 ? h('p', { class: 'section-actions' }, button('name-gap', 'Name a gap', 'The gap is named.', () => nameGap(part, left))) : null);
}
