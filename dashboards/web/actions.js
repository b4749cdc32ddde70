// What a person decides about a test: quarantine it, extend that, or let it go. Nothing on the page
// is changed before the service has agreed. When it has, an action gives the sentence that says so:
// callers load the test again, and announce it once the page shows it.

import { api } from './api.js';
import { formDialog } from './form_dialog.js';
import { dayFromNow, endOfDay } from './time.js';
import { oneLine } from './words.js';

const reason = {
    name: 'reason', label: 'Reason', type: 'textarea', required: 'A reason is needed.',
    attributes: { maxlength: '1000' },
};

// The service takes review dates of the coming year.
const reviewDays = 364;

function reviewProblem(value) {
    if (!/^\d{4}-\d\d-\d\d$/.test(value)) return 'Write a date as year-month-day.';
    if (value < dayFromNow(0)) return 'The review date must not lie in the past.';
    return value > dayFromNow(reviewDays) ? 'The review date must lie within a year.' : null;
}

// What is offered for a test. A broken one fails always: the service excuses none.
export function mayQuarantine({ quarantine, health }) {
    return health !== 'broken' && (!quarantine || quarantine.state === 'proposed');
}

export function mayExtend({ quarantine, health }) {
    return health !== 'broken' && Boolean(quarantine) && quarantine.state !== 'proposed';
}

export function releaseWord({ quarantine }) {
    return quarantine?.state === 'proposed' ? 'Dismiss' : 'Release';
}

function quarantineFields(item, days) {
    return [
        { ...reason, hint: 'Why it may fail for now, and what is being done. The whole team reads this.' },
        { name: 'owner', label: 'Owner', type: 'text', value: item.quarantine?.owner ?? item.owner,
            hint: 'The team that owes the fix.', attributes: { maxlength: '100' } },
        { name: 'ticket', label: 'Ticket', type: 'text', value: item.quarantine?.ticket,
            hint: 'Its key or address.', attributes: { maxlength: '250' } },
        { name: 'review', label: 'Review date', type: 'date', value: dayFromNow(days),
            hint: `Excused until the end of this day; ${days} days from today unless you change it.`,
            required: 'A review date is needed.', check: reviewProblem,
            attributes: { min: dayFromNow(0), max: dayFromNow(reviewDays) } },
    ];
}

async function putInForce(project, item, words) {
    const done = await formDialog({
        ...words,
        subject: item.test.name,
        fields: quarantineFields(item, project.policy?.review_days ?? 30),
        send: ({ reason: why, owner, ticket, review }) => api.quarantine(project.name, {
            test: item.test.id,
            reason: oneLine(why),
            ...(owner ? { owner } : {}),
            ...(ticket ? { ticket } : {}),
            review_at: endOfDay(review),
        }),
    });
    return Boolean(done);
}

export async function quarantine(project, item) {
    const done = await putInForce(project, item, {
        title: 'Quarantine this test',
        intro: 'The failures seen so far no longer stop a build. A failure that looks different, or '
            + 'one after the review date, still does.',
        action: 'Quarantine',
    });
    return done ? `${item.test.name} is quarantined.` : null;
}

export async function extend(project, item) {
    const done = await putInForce(project, item, {
        title: 'Extend the quarantine',
        intro: `Now: “${item.quarantine.reason}” It covers what it covered: another failure still stops a build.`,
        action: 'Extend',
    });
    return done ? `The quarantine of ${item.test.name} is extended.` : null;
}

export async function release(project, item) {
    const proposed = item.quarantine.state === 'proposed';
    const done = await formDialog({
        title: proposed ? 'Dismiss this flag' : 'Release from quarantine',
        subject: item.test.name,
        intro: proposed
            ? 'The flag is closed. The evidence stays, and a new event flags the test again.'
            : 'From now on its failures stop a build again. The evidence stays.',
        action: proposed ? 'Dismiss' : 'Release',
        fields: [{ ...reason, hint: proposed ? 'Why this is no flaky test.'
            : 'What was done: the fix, or why the excuse ends.' }],
        send: ({ reason: why }) => api.release(project.name, item.quarantine.id, oneLine(why)),
    });
    return done ? `${item.test.name} is ${proposed ? 'no longer flagged' : 'released'}.` : null;
}
