// What a person decides about a test: quarantine it, or let it go. Nothing on the page is changed
// before the service has agreed; callers load the test again when these say true.

import { api } from './api.js';
import { formDialog } from './form_dialog.js';
import { announce } from './live.js';
import { dayFromNow, dayValue, endOfDay } from './time.js';

const reason = {
    name: 'reason', label: 'Reason', type: 'textarea', required: 'A reason is needed.',
    attributes: { maxlength: '1000' },
};

function reviewProblem(value) {
    if (!/^\d{4}-\d\d-\d\d$/.test(value)) return 'Write a date as year-month-day.';
    return value < dayValue(new Date()) ? 'The review date must not lie in the past.' : null;
}

// A broken test fails always: the service excuses none, so nothing is offered.
export function mayQuarantine({ quarantine, health }) {
    return health !== 'broken' && (!quarantine || quarantine.state === 'proposed');
}

export function releaseWord({ quarantine }) {
    return quarantine?.state === 'proposed' ? 'Dismiss' : 'Release';
}

export async function quarantine(project, item) {
    const days = project.policy?.review_days ?? 30;
    const done = await formDialog({
        title: 'Quarantine this test',
        subject: item.test.name,
        intro: 'Its known failures no longer stop a build. A failure that looks different, or one '
            + 'after the review date, still does.',
        action: 'Quarantine',
        fields: [
            { ...reason, hint: 'Why it may fail for now, and what is being done. The whole team reads this.' },
            { name: 'owner', label: 'Owner', type: 'text', value: item.quarantine?.owner ?? item.owner,
                hint: 'The team that owes the fix.', attributes: { maxlength: '200' } },
            { name: 'ticket', label: 'Ticket', type: 'text', value: item.quarantine?.ticket,
                hint: 'Its key or address.', attributes: { maxlength: '500' } },
            { name: 'review', label: 'Review date', type: 'date', value: dayFromNow(days),
                hint: `Excused until the end of this day; ${days} days from today unless you change it.`,
                required: 'A review date is needed.', check: reviewProblem,
                attributes: { min: dayValue(new Date()) } },
        ],
        send: ({ reason: why, owner, ticket, review }) => api.quarantine(project.name, {
            test: item.test.id,
            reason: why,
            ...(owner ? { owner } : {}),
            ...(ticket ? { ticket } : {}),
            review_at: endOfDay(review),
        }),
    });
    if (done) announce(`${item.test.name} is quarantined.`);
    return Boolean(done);
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
        send: ({ reason: why }) => api.release(project.name, item.quarantine.id, why),
    });
    if (done) announce(`${item.test.name} is ${proposed ? 'no longer flagged' : 'released'}.`);
    return Boolean(done);
}
