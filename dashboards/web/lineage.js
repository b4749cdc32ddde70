// The other names of a test: what it continues, what it goes on as, and the undoing of a link.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { formDialog } from './form_dialog.js';
import { testPath } from './router.js';
import { ago } from './time.js';
import { shortCommit } from './words.js';

const kinds = {
    class_renamed: 'its class was renamed',
    suite_renamed: 'its suite was renamed',
    by_hand: 'linked by hand',
};

export const fullName = (test) => [test.classname || test.suite, test.name].filter(Boolean).join(' › ');

// Resolves to the sentence that says what was done, or to null.
async function undo(project, name) {
    return formDialog({
        title: 'Undo the link',
        subject: fullName(name.test),
        intro: 'Their histories stand apart again. The link stays on record, with the reason.',
        fields: [{
            name: 'reason', label: 'Reason', type: 'textarea', required: 'A reason is needed.',
            hint: 'For whoever reads it later.', attributes: { maxlength: '2000' },
        }],
        action: 'Undo',
        send: async ({ reason }) => {
            await api.undoLink(project.name, name.link, reason);
            return `The link to ${fullName(name.test)} is undone.`;
        },
    });
}

function whence(name) {
    return joined([
        kinds[name.kind] ?? name.kind,
        name.commit ? h('span', {}, 'commit ', h('code', { title: name.commit }, shortCommit(name.commit))) : null,
        name.opened_by === 'rule' ? null : name.opened_by,
        ago(name.opened_at),
    ]);
}

function entry(project, name, word, decided) {
    async function act() {
        const said = await undo(project, name);
        if (said) decided(said);
    }
    return h('li', { class: 'event' },
        h('p', {}, `${word} `, h('a', { class: 'test-name', href: testPath(project.name, name.test.id), 'data-page': true },
            h('bdi', {}, fullName(name.test)))),
        h('p', { class: 'event-facts' }, whence(name)),
        name.both_run ? h('p', { class: 'sentence' }, 'Both run: the old name was reported again since, as by a branch '
            + 'that is not merged yet.') : null,
        name.quarantine && word === 'Continues' ? h('p', { class: 'sentence overdue' },
            'It is in quarantine under that name, which excuses nothing here: quarantine this one too, if that still holds.')
            : null,
        h('button', {
            class: 'button small', type: 'button', click: act, 'data-undo': name.link,
            'aria-label': `Undo the link to ${fullName(name.test)}`,
        }, 'Undo'));
}

// How many of its events came under which other name; null when none did.
export function eventsWords({ events_before: before, renamed_from: names }) {
    if (!before) return null;
    const parts = names.filter((name) => name.events > 0)
        .map((name) => `${name.events} of them as ${fullName(name.test)}`);
    return `${parts.join(', ')}.`;
}

// @decided is called after a link was undone, with the sentence that says so.
export function lineage(project, item, decided) {
    const { renamed_from: from, renamed_to: to } = item;
    if (from.length === 0 && !to) return null;
    return h('section', { class: 'lineage' },
        h('h2', {}, 'Other names'),
        h('ol', { class: 'events' },
            to ? entry(project, to, 'Goes on as', decided) : null,
            from.map((name) => entry(project, name, 'Continues', decided))));
}
