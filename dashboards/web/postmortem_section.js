// The post-mortem: what the service filled, what it proposes, and what only people can say.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { formDialog } from './form_dialog.js';
import { announce } from './live.js';
import { ago } from './time.js';
import { count, figure, share } from './words.js';

const statuses = {
    filled: ['Filled by the service', 'pass'], proposed: ['Proposed', 'proposed'], written: ['Written', 'active'], open: ['Open', 'open'],
};
const states = { draft: 'Draft', in_review: 'In review', reviewed: 'Reviewed', closed: 'Closed' };
const onward = {
    draft: ['in_review', 'Ask for review'], in_review: ['reviewed', 'Reviewed'], reviewed: ['closed', 'Close it'], closed: null,
};

const write = ({ project, bug }, field) => formDialog({
    title: field.words ? 'Change the words' : 'Write it',
    subject: field.label,
    intro: field.hint ?? 'It is shown beside what the service knows. Empty takes it away.',
    action: 'Save',
    fields: [{ name: 'words', label: 'Words', type: 'textarea', value: field.words ?? '', hint: 'About what happened, not about who.',
        ...(field.words ? {} : { required: 'Words are needed.' }), attributes: { rows: '6', maxlength: '8000' } }],
    send: ({ words }) => api.writePostmortem(project.name, bug.id, field.id, words || null),
});

function fieldItem(part, field) {
    const [word, shape] = statuses[field.status];
    return h('div', { class: 'mortem-field' },
        h('div', { class: 'agenda-row' },
            h('h4', {}, field.label, ' ', h('span', { class: `badge badge-${shape}` }, word)),
            part.button(`write-${field.id}`, field.words ? 'Change' : 'Write', 'It is saved.', () => write(part, field),
                { 'aria-label': `${field.words ? 'Change' : 'Write'}: ${field.label}` })),
        field.lines.length > 0 ? h('ul', { class: 'mortem-lines' }, field.lines.map((text) => h('li', {}, text))) : null,
        field.words ? h('p', { class: 'mortem-words' }, field.words) : null,
        field.status === 'open' && field.hint ? h('p', { class: 'muted' }, field.hint) : null,
        field.remarks.length > 0 ? h('div', { class: 'note' }, h('p', {}, 'It is saved. A thought before others read it:'),
            h('ul', {}, field.remarks.map((text) => h('li', {}, text)))) : null);
}

// A blob keeps the token out of addresses; it goes when the page goes.
async function blobOf({ project, bug }, kind, version) {
    const text = await api.postmortemText(project.name, bug.id, kind, version);
    return URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
}

function textButton(part, word, kind, use, version) {
    return h('button', { class: 'button small', type: 'button', click: async () => {
        try {
            use(await blobOf(part, kind, version));
        } catch (error) {
            if (error.status !== 401) announce(`Not read: ${error.message}`);
        }
    } }, word);
}

const show = (address) => window.open(address, '_blank');

function download(name) {
    return (address) => {
        h('a', { href: address, download: name }).click();
        URL.revokeObjectURL(address);
    };
}

function versionItem(part, version) {
    return h('li', {}, joined([`Version ${version.version}`, states[version.state], ago(version.made_at),
        `${share(version.filled + version.proposed, version.fields)} by the service`]), ' ',
    textButton(part, `Open version ${version.version}`, 'text/html', show, version.version));
}

export function postmortemSection(part) {
    const { project, bug, postmortem, versions, button } = part;
    const { counts, state } = postmortem;
    const next = onward[state];
    const keep = (key, word, to, said) => button(key, word, said, () => api.keepPostmortem(project.name, bug.id, to));
    return h('section', { id: 'postmortem' },
        h('h2', {}, 'Post-mortem'),
        h('p', { class: 'lead' }, `${states[state]}. ${share(counts.filled, counts.fields)} of its fields are filled by the service; `
            + `${count(counts.proposed, 'field')} proposed, ${figure(counts.written)} written by people, ${figure(counts.open)} open.`),
        h('div', { class: 'section-actions' },
            textButton(part, 'Open to print', 'text/html', show),
            textButton(part, 'Download Markdown', 'text/markdown', download(`postmortem-${bug.id}.md`)),
            keep('keep', state === 'draft' ? 'Keep this version' : 'Back to draft', 'draft', 'A draft is kept.'),
            next ? refusable(part, next) : null),
        postmortem.sections.map((section) => h('section', { class: 'mortem-section' },
            h('h3', {}, section.title), section.fields.map((field) => fieldItem(part, field)))),
        h('h3', {}, 'Versions'),
        versions.length > 0 ? h('ul', { class: 'plain-list versions' }, versions.map((version) => versionItem(part, version)))
            : h('p', { class: 'muted' }, 'None is kept yet. A version that is kept never changes.'));
}

// Review may be refused, with what is missing: a dialog can say that.
function refusable({ project, bug, button }, [to, word]) {
    return button('onward', word, `It is ${states[to].toLowerCase()}.`, () => formDialog({
        title: word,
        subject: bug.title,
        intro: 'The version as it stands is kept, and never changes.',
        action: word,
        fields: [],
        send: () => api.keepPostmortem(project.name, bug.id, to),
    }));
}
