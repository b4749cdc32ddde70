// Every time the test was flagged or quarantined, newest first. Periods are never deleted.

import { h } from './dom.js';
import { facts } from './facts.js';
import { webLink } from './web_link.js';
import { date } from './time.js';
import { count } from './words.js';

const words = { proposed: 'Flagged', active: 'Quarantined', proving: 'Proving' };

function headOf(period) {
    if (period.state !== 'closed') return period.expired ? 'Review overdue' : words[period.state] ?? period.state;
    return period.activated_at ? 'Quarantined, then released' : 'Flagged, then dismissed';
}

function item(period) {
    return h('li', { class: 'period' },
        h('h3', {}, headOf(period)),
        h('p', { class: 'muted' }, date(period.opened_at), ' to ',
            period.closed_at ? date(period.closed_at) : 'now'),
        facts([
            // A rule may have opened it and a person given the reason: they are not one statement.
            ['Reason', period.reason, true],
            ['Opened by', period.opened_by],
            ['Closed', period.closed_at && [period.close_reason,
                h('span', { class: 'muted' }, period.closed_by ? ` – ${period.closed_by}` : '')], true],
            ['Owner', period.owner],
            ['Ticket', period.ticket && webLink(period.ticket)],
            ['Covered', period.activated_at && count(period.signatures.length, 'signature')],
            ['Rests on', count(period.evidence.length, 'event')],
        ]));
}

export function quarantinePeriods(periods) {
    return h('section', { class: 'periods' },
        h('h2', {}, 'Quarantine periods'),
        periods.length === 0
            ? h('p', { class: 'muted' }, 'It was never flagged or quarantined.')
            : h('ol', { class: 'plain-list' }, periods.map(item)));
}
