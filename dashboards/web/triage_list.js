// Reads the triage list, a page at a time.

import { api } from './api.js';

const pageSize = 25;
const sweepSize = 100;

function queryOf(filter, after) {
    return {
        flagged: 'true',
        quarantine: filter.state === 'expired' ? 'active' : filter.state,
        q: filter.q,
        owner: filter.owner,
        sort: filter.sort,
        limit: filter.state === 'expired' ? sweepSize : pageSize,
        after,
    };
}

// { items, next }. The service has no filter for what is past its review date, so those are picked
// out of the quarantined ones, page after page until there are enough. A quarantine budget keeps
// that list short.
export async function readTriageList(project, filter, after, signal) {
    if (filter.state !== 'expired') return api.tests(project.name, queryOf(filter, after), signal);
    const items = [];
    let next = after;
    do {
        const answer = await api.tests(project.name, queryOf(filter, next), signal);
        items.push(...answer.items.filter(({ quarantine }) => quarantine?.expired));
        next = answer.next;
    } while (next && items.length < pageSize);
    return { items, next };
}
