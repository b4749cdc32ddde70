// What a person makes of signatures: says what one is, merges, splits. Each gives the sentence that
// says what was done, or null when nothing was.

import { api } from './api.js';
import { formDialog } from './form_dialog.js';
import { nameOf } from './signature_words.js';
import { count } from './words.js';

const reason = {
    name: 'reason', label: 'Reason', type: 'textarea', hint: 'Kept with who did it and when.',
    attributes: { maxlength: '2000' },
};
const why = (text) => (text ? { reason: text } : {});

export async function describe(project, signature) {
    const done = await formDialog({
        title: 'Say what this is',
        subject: signature.text,
        action: 'Save',
        fields: [
            { name: 'name', label: 'Name', type: 'text', value: signature.name, attributes: { maxlength: '200' } },
            { name: 'ticket', label: 'Ticket', type: 'text', value: signature.ticket,
                hint: 'Its key or address.', attributes: { maxlength: '500' } },
            { name: 'owner', label: 'Owner', type: 'text', value: signature.owner,
                hint: 'The team that sees to it.', attributes: { maxlength: '200' } },
            { name: 'infrastructure', label: 'Whose fault', type: 'select', value: String(signature.infrastructure),
                choices: { false: 'The project’s or its tests’', true: 'The infrastructure’s' },
                hint: 'From then on failures by the infrastructure are an incident, and no evidence that a test is flaky.' },
            reason,
        ],
        send: ({ name, ticket, owner, infrastructure, reason: text }) =>
            api.changeSignature(project.name, signature.id, {
                name: name || null, ticket: ticket || null, owner: owner || null,
                infrastructure: infrastructure === 'true', ...why(text),
            }),
    });
    return done ? 'Saved.' : null;
}

export async function askTicket(project, signature) {
    const done = await formDialog({
        title: 'Ask for a ticket',
        subject: nameOf(signature),
        intro: 'It is opened at once, and closed when none of its tests is in quarantine any more. '
            + 'When two are, one is opened by itself.',
        action: 'Ask',
        fields: [reason],
        send: ({ reason: text }) => api.askTicket(project.name, signature.id, why(text)),
    });
    return done ? 'Asked for: its address comes when the tracker has made it.' : null;
}

// @others: the signatures to choose from.
export async function merge(project, signature, others) {
    const done = await formDialog({
        title: 'Merge another into this',
        subject: nameOf(signature),
        intro: 'Both are one trouble then, counted together. It can be taken out again.',
        action: 'Merge',
        fields: [
            { name: 'other', label: 'Signature', type: 'select',
                choices: Object.fromEntries(others.map((other) => [other.id, nameOf(other).slice(0, 120)])) },
            reason,
        ],
        send: ({ other, reason: text }) =>
            api.mergeSignatures(project.name, signature.id, { signatures: [Number(other)], ...why(text) }),
    });
    return done ? 'Merged.' : null;
}

// Resolves to the signature that was made, or to null.
export function split(project, signature, members) {
    return formDialog({
        title: 'Split out what was chosen',
        subject: nameOf(signature),
        intro: `${count(members.length, 'kind')} of failure becomes a signature of its own.`,
        action: 'Split',
        fields: [reason],
        send: ({ reason: text }) => api.splitSignature(project.name, signature.id, { members, ...why(text) }),
    });
}

export async function takeOut(project, signature, merged) {
    const done = await formDialog({
        title: 'Take it out again',
        subject: nameOf(merged),
        intro: `It stands by itself again, and no longer counts as “${nameOf(signature)}”.`,
        action: 'Take out',
        fields: [reason],
        send: ({ reason: text }) =>
            api.splitSignature(project.name, signature.id, { merged: [merged.id], ...why(text) }),
    });
    return done ? 'Taken out.' : null;
}
