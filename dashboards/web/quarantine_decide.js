// Decisions on quarantines, one or many. Nothing on the page changes before the service has agreed;
// then the sentence that says so is given.

import { api } from './api.js';
import { formDialog } from './form_dialog.js';
import { dayFromNow, endOfDay } from './time.js';
import { count, oneLine } from './words.js';

const choices = {
    activate: 'Put it in force',
    fix: 'A commit mends it: prove that',
    extend: 'Extend: it goes on being excused',
    fixed: 'Fixed: it ends',
    deleted: 'The test is deleted: it ends',
    release: 'End it: it is no flaky test, or is no longer excused',
};

const field = (name, label, hint, more = {}) => ({ name, label, hint, type: 'text', ...more });

const fieldsFor = (names, days) => [
    { name: 'action', label: 'Decision', type: 'select', required: 'Choose one.',
        choices: Object.fromEntries(names.map((name) => [name, choices[name]])) },
    { ...field('reason', 'Reason', 'For whoever reads it later.'), type: 'textarea',
        required: 'A reason is needed.', attributes: { maxlength: '1000' } },
    field('commit', 'Commit', 'Of a fix: the one that mends the test.'),
    ...(names.includes('deleted') ? [field('gap', 'Gap', 'Of a deleted test: what nothing tests any more.')] : []),
    field('review', 'Review date', 'Of an extension, or of what comes in force: excused until the end of this day.',
        { type: 'date', value: dayFromNow(days), attributes: { min: dayFromNow(0), max: dayFromNow(364) } }),
];

const reviewOf = ({ action, review }) =>
    (['extend', 'activate'].includes(action) && review ? { review_at: endOfDay(review) } : {});

function send(project, item, values) {
    const { action, commit, gap } = values;
    const reason = oneLine(values.reason);
    const review = reviewOf(values);
    if (action === 'activate') return api.quarantine(project.name, { test: item.test.id, reason, ...review });
    if (action === 'release') return api.release(project.name, item.id, reason);
    if (action === 'fix') return api.fix(project.name, item.id, { reason, commit });
    return api.decide(project.name, item.id, {
        decision: action === 'extend' ? 'extended' : action, reason, ...(gap ? { gap } : {}), ...review,
    });
}

const days = (project) => project.policy?.review_days ?? 30;

export async function decideOne(project, item) {
    const names = item.state === 'proposed' ? ['activate', 'release'] : ['fix', 'extend', 'fixed', 'deleted', 'release'];
    const done = await formDialog({
        title: 'Decide on this quarantine',
        subject: item.test.name,
        intro: `Now: “${item.reason}”`,
        action: 'Decide',
        fields: fieldsFor(names, days(project)),
        send: (values) => send(project, item, values),
    });
    return done ? `Decided on ${item.test.name}.` : null;
}

export async function decideMany(project, ids) {
    const done = await formDialog({
        title: 'Decide on many',
        subject: count(ids.length, 'quarantine'),
        intro: 'Each answers for itself: what can’t be done to one is said, and done to the others.',
        action: 'Decide',
        fields: fieldsFor(['activate', 'fix', 'extend', 'release'], days(project)),
        send: (values) => api.bulk(project.name, {
            action: values.action, ids, reason: oneLine(values.reason),
            ...(values.action === 'fix' ? { commit: values.commit } : {}), ...reviewOf(values),
        }),
    });
    if (!done) return null;
    const refused = done.items.filter((row) => !row.done).map((row) => row.detail);
    return `Done to ${done.done} of ${done.of}.${refused.length ? ` ${refused[0]}.` : ''}`;
}
