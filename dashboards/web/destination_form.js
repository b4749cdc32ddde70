// The form for a new destination.

import { api } from './api.js';
import { kinds } from './delivery_words.js';
import { formDialog } from './form_dialog.js';

const fields = [
    { name: 'name', label: 'Name', type: 'text', required: 'A name is needed.', attributes: { maxlength: '100' } },
    { name: 'kind', label: 'Kind', type: 'select', choices: kinds, required: 'A kind is needed.' },
    { name: 'address', label: 'Address', type: 'text', required: 'An address is needed.',
        hint: 'Such as https://api.github.com/repos/OWNER/NAME, https://gitlab.com/api/v4/projects/GROUP%2FNAME, '
            + 'https://NAME.atlassian.net/rest/api/3/project/KEY, or that of a webhook. For Slack: '
            + 'https://hooks.slack.com/services/',
        check: (value) => (/^https?:\/\/\S+$/.test(value) ? null : 'Write an address that begins with https://.'),
        attributes: { maxlength: '500', spellcheck: 'false' } },
    { name: 'secret', label: 'Name of its secret', type: 'text', required: 'The name of its secret is needed.',
        hint: 'The secret itself never comes here: the service reads it from ESCAPEMENT_SECRET_<NAME> or a file.',
        check: (value) => (/^[A-Z][A-Z0-9_]*$/.test(value) ? null : 'Capital letters, digits and _ only.'),
        attributes: { maxlength: '64', spellcheck: 'false' } },
    { name: 'events', label: 'Events', type: 'text',
        hint: 'Joined by commas, * for any, such as quarantine.*, alarm.*. Left out: the usual ones.',
        attributes: { maxlength: '500', spellcheck: 'false' } },
];

export function addDestination(project) {
    return formDialog({
        title: 'Add a destination',
        subject: `Who is told of ${project.name}`,
        action: 'Add',
        fields,
        send: ({ events, ...rest }) => api.addDestination(project.name, {
            ...rest, ...(events ? { events: events.split(',').map((event) => event.trim()) } : {}),
        }),
    });
}
