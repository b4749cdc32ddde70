// Writing down a bug, and changing what is written of it.

import { api } from './api.js';
import { choices } from './escape_words.js';
import { formDialog } from './form_dialog.js';
import { oneLine } from './words.js';

const commit = (value) => (/^[0-9a-fA-F]{4,64}$/.test(value) ? null : 'A commit is 4 to 64 hex digits.');

function fieldsOf(vocabulary, bug) {
    const line = (name, label, hint, more) => ({ name, label, hint, value: bug?.[name] ?? '', ...more });
    const select = (name, label, words, none, hint) =>
        ({ name, label, hint, type: 'select', choices: choices(words, none), value: bug?.[name] ?? '' });
    return [
        line('title', 'Title', 'What went wrong, in a line.', { required: 'A title is needed.', attributes: { maxlength: '200' } }),
        line('summary', 'What happened', 'What users saw. It names nobody.', { type: 'textarea', attributes: { maxlength: '4000' } }),
        select('stage', 'Found at', vocabulary.detection_stage, 'not told yet', 'Internal production and customer make it an escape.'),
        select('origin_stage', 'Came in at', vocabulary.detection_stage, 'not known', 'As far as anybody can tell.'),
        select('category', 'Category', vocabulary.bug_category, 'unclassified'),
        line('service', 'Service', 'By the name it is deployed under.'),
        select('trigger', 'What set it off', vocabulary.trigger, 'not known'),
        line('released_sha', 'Commit that went out', 'Its reports are the evidence.', { check: commit }),
        line('introduced_sha', 'Commit that brought it', null, { check: commit }),
        line('fix_sha', 'Commit that mended it', null, { check: commit }),
        line('detected_at', 'Found on', bug ? null : 'Left out: now.', {
            type: 'date', value: bug?.detected_at?.slice(0, 10) ?? '' }),
        line('url', 'Where it is told in full', 'An address.', { attributes: { maxlength: '1000' } }),
    ];
}

// Lines are kept as one line each; only the summary may have several.
const tidy = (name, value) => (name === 'summary' ? value : oneLine(value));

export async function writeDown(project, vocabulary) {
    return formDialog({
        title: 'Write down a bug',
        intro: 'One that got away, or one that was caught: both count. Only the title is needed; the rest can follow.',
        action: 'Write it down',
        fields: fieldsOf(vocabulary, null),
        send: (values) => api.addDefect(project.name, Object.fromEntries(
            Object.entries(values).filter(([, value]) => value).map(([name, value]) => [name, tidy(name, value)]))),
    });
}

// Only what is different is sent: the time of a day that was not touched stays as exact as it is.
function differences(fields, values) {
    const changed = fields.filter(({ name, value }) => tidy(name, values[name]) !== (value ?? ''));
    return Object.fromEntries(changed.map(({ name }) => [name, values[name] ? tidy(name, values[name]) : null]));
}

export async function changeBug(project, vocabulary, bug) {
    const fields = [
        ...fieldsOf(vocabulary, bug),
        { name: 'state', label: 'State', type: 'select', value: bug.state,
            choices: { open: 'Open', fixed: 'Fixed', closed: 'Closed', invalid: 'Invalid' } },
        { name: 'known_at_release', label: 'Known when released', type: 'select',
            choices: { '': 'No', yes: 'Yes' }, value: bug.known_at_release ? 'yes' : '' },
        { name: 'reason', label: 'Why', hint: 'For the record of changes.', value: '', attributes: { maxlength: '500' } },
    ];
    return formDialog({
        title: 'Change what is known of it',
        subject: bug.title,
        action: 'Change',
        fields,
        send: (values) => {
            const body = differences(fields, values);
            if ('known_at_release' in body) body.known_at_release = values.known_at_release === 'yes';
            return api.changeDefect(project.name, bug.id, body);
        },
    });
}

// What its category proposes becomes what a person says.
export async function settleLayer(project, vocabulary, bug) {
    return formDialog({
        title: 'Which tests should have found it?',
        subject: bug.title,
        intro: 'An escape is closed only after a person has said this.',
        action: 'Settle',
        fields: [
            { name: 'layer', label: 'Layer', type: 'select', required: 'A layer is needed.',
                choices: choices(vocabulary.test_layer, bug.should_have_layer ? undefined : 'Choose'), value: bug.should_have_layer ?? '' },
            { name: 'reason', label: 'Why', type: 'textarea', hint: 'For the record of changes.', attributes: { maxlength: '500' } },
        ],
        send: ({ layer, reason }) => api.changeDefect(project.name, bug.id, {
            should_have_layer: layer, ...(reason ? { reason: oneLine(reason) } : {}),
        }),
    });
}

export async function mergeBug(project, bug) {
    return formDialog({
        title: 'It is the same bug as another',
        subject: bug.title,
        intro: 'From now on only the other one counts.',
        action: 'Merge',
        fields: [
            { name: 'into', label: 'The other one', hint: 'Its number, as its address ends.', required: 'A number is needed.',
                check: (value) => (/^\d{1,15}$/.test(value) ? null : 'A number, such as 7.') },
            { name: 'reason', label: 'Why', type: 'textarea', hint: 'For the record of changes.', attributes: { maxlength: '500' } },
        ],
        send: ({ into, reason }) => api.mergeDefect(project.name, bug.id, { into: Number(into), ...(reason ? { reason: oneLine(reason) } : {}) }),
    });
}
