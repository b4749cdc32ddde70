// The dialogs of decisions. What is decided acts at once, and may be replaced until the triage is closed.

import { api } from './api.js';
import { formDialog } from './form_dialog.js';
import { dayFromNow } from './time.js';
import { rowName } from './week_row.js';

const furthest = 364;

function dayProblem(value) {
    if (!/^\d{4}-\d\d-\d\d$/.test(value)) return 'Write a date as year-month-day.';
    if (value < dayFromNow(0)) return 'The day must not lie in the past.';
    return value > dayFromNow(furthest) ? 'The day must lie within a year.' : null;
}

const reason = (hint) => ({
    name: 'reason', label: 'Reason', type: 'textarea', hint, required: 'A reason is needed.',
    attributes: { maxlength: '1000' },
});

const owner = (row, required) => ({
    name: 'owner', label: 'Owner', type: 'text', hint: 'The team or person that does it.', required,
    value: row.decision?.owner ?? row.facts.promise?.owner ?? row.facts.owner, attributes: { maxlength: '200' },
});

const day = (label, hint, days) => ({
    name: 'review', label, type: 'date', hint, value: dayFromNow(days), required: 'A day is needed.', check: dayProblem,
    attributes: { min: dayFromNow(0), max: dayFromNow(furthest) },
});

const forms = {
    quarantine: (row, days) => ({
        title: 'Quarantine this test',
        intro: 'The failures seen so far no longer stop a build. A failure that looks different, or one after '
            + 'the review date, still does.',
        fields: [reason('Why it may fail for now, and what is being done.'), owner(row),
            day('Review date', 'Excused until the end of this day.', days)],
    }),
    extend: (row, days) => ({
        title: 'Extend the quarantine',
        intro: 'It covers what it covered: another failure still stops a build.',
        fields: [reason('Why it is not fixed yet.'), day('Review date', 'Excused until the end of this day.', days)],
    }),
    fix: (row) => ({
        title: 'Promise a fix',
        intro: 'The triages to come ask whether it was kept.',
        fields: [reason('What is to be done.'), owner(row, 'An owner is needed.'), day('Until', 'The last day.', 14)],
    }),
    delete: (row) => ({
        title: 'Promise to delete this test',
        intro: 'It is kept when the test runs no more.',
        fields: [reason('What will test this instead, or why nothing has to.'), owner(row), day('Until', 'The last day.', 14)],
    }),
    dismiss: () => ({
        title: 'Dismiss',
        intro: 'A flag is closed, and the row comes back only with something new.',
        fields: [reason('Why there is nothing to do.')],
    }),
};

// The row as it is after the decision; null: the reader went away.
export function decide(project, triage, row, verb) {
    const form = forms[verb](row, project.policy?.review_days ?? 30);
    return formDialog({
        ...form,
        subject: rowName(row),
        action: form.title.split(' ')[0],
        send: ({ reason: why, owner: who, review }) => api.decideRow(project.name, triage.id, row.id, {
            decision: verb,
            reason: why.replace(/\s+/g, ' ').trim(),
            ...(who ? { owner: who } : {}),
            ...(review ? { due_on: review } : {}),
        }),
    });
}
