// Where the test stands now, and what can be done about it.

import * as actions from './actions.js';
import { h } from './dom.js';
import { facts } from './facts.js';
import { brokenBadge, standing, stateBadge, stateMeaning } from './state_badge.js';
import { webLink } from './web_link.js';
import { ago, date, relativeText } from './time.js';
import { sentence } from './words.js';

function factsOf(item) {
    const { quarantine } = item;
    if (!quarantine) return null;
    return facts([
        ['Reason', sentence(quarantine.reason), true],
        [quarantine.state === 'proposed' ? 'Flagged by' : 'Opened by',
            [quarantine.opened_by, ', ', ago(quarantine.opened_at)]],
        ['Owner', quarantine.owner],
        ['Ticket', quarantine.ticket && webLink(quarantine.ticket)],
        ['Review', quarantine.review_at && [
            date(quarantine.review_at), ' ',
            h('span', { class: quarantine.expired ? 'overdue' : 'muted' },
                relativeText(Date.parse(quarantine.review_at))),
        ]],
    ]);
}

// @decided is called after the service agreed to an action, with the sentence that says so.
export function quarantinePanel(project, item, decided) {
    async function act(verb) {
        const said = await actions[verb](project, item);
        if (said) decided(said);
    }
    const button = (verb, word, kind) => h('button', {
        class: `button ${kind}`, type: 'button', 'data-act': verb, click: () => act(verb),
    }, word);
    return h('section', { class: `panel panel-${standing(item)}` },
        h('h2', { class: 'unseen' }, 'Standing'),
        h('div', { class: 'panel-state' }, stateBadge(item), ' ', brokenBadge(item),
            h('p', { class: 'muted' }, stateMeaning(item))),
        factsOf(item),
        h('div', { class: 'panel-actions' },
            actions.mayQuarantine(item) ? button('quarantine', 'Quarantine', 'primary') : null,
            actions.mayExtend(item)
                ? button('extend', 'Extend', item.quarantine.expired ? 'primary' : '') : null,
            item.quarantine ? button('release', actions.releaseWord(item), '') : null));
}
