// The forms of a service that tells of bugs: a new one, what it is changed to, another secret.

import { api } from './api.js';
import { choices } from './escape_words.js';
import { filledIn, formDialog } from './form_dialog.js';
import { kinds } from './source_words.js';

const secret = (value) => ({
    name: 'secret', label: 'Name of its secret', required: 'The name of its secret is needed.', value,
    hint: 'The secret itself never comes here: the service reads it from ESCAPEMENT_SECRET_<NAME> or a file of that name.',
    check: (text) => (/^[A-Z][A-Z0-9_]*$/.test(text) ? null : 'Capital letters, digits and _ only.'),
    attributes: { maxlength: '64', spellcheck: 'false' },
});

const place = (vocabulary, { service, stage }) => [
    { name: 'service', label: 'Service', value: service, hint: 'Of bugs that name none.', attributes: { maxlength: '100' } },
    { name: 'stage', label: 'Found at', type: 'select', value: stage, hint: 'Where bugs are found that it tells of.',
        required: 'A stage is needed.', choices: choices(vocabulary.detection_stage) },
];

export const addSource = (project, vocabulary) => formDialog({
    title: 'Add a source',
    subject: `Who tells ${project.name} of bugs`,
    intro: 'It gets an address of its own, and signs what it sends there.',
    action: 'Add',
    fields: [
        { name: 'name', label: 'Name', required: 'A name is needed.', hint: 'The source of its bugs.', attributes: { maxlength: '100' } },
        { name: 'kind', label: 'Kind', type: 'select', choices: kinds, required: 'A kind is needed.' },
        secret(null),
        ...place(vocabulary, { stage: 'customer' }),
    ],
    send: (values) => api.addSource(project.name, filledIn(values)),
});

export const changeSource = (project, vocabulary, source) => formDialog({
    title: 'Change where its bugs belong',
    subject: source.name,
    action: 'Change',
    fields: place(vocabulary, source),
    send: ({ service, stage }) => api.changeSource(project.name, source.id, { service: service || null, stage }),
});

export const rotateSecret = (project, source) => formDialog({
    title: 'Take another secret',
    subject: source.name,
    intro: 'Give the service the new secret under a new name first. From the change on, only what is signed with it is taken: '
        + 'change it there, too.',
    action: 'Take it',
    fields: [secret(source.secret.name)],
    send: (values) => api.changeSource(project.name, source.id, values),
});
