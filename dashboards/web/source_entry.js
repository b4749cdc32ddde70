// One service that tells of bugs: where it sends, how it signs, how its deliveries stand, and what an
// admin may change.

import { api } from './api.js';
import { h, joined } from './dom.js';
import { plain } from './escape_words.js';
import { announce } from './live.js';
import { changeSource, rotateSecret } from './source_form.js';
import { kinds, secretWords } from './source_words.js';
import { ago } from './time.js';
import { count, sentence } from './words.js';

export const sourceFacts = (source) => [
    h('p', { class: 'event-facts' }, joined([
        kinds[source.kind],
        source.address ? h('code', {}, location.origin + source.address) : 'only an admin sees its address',
        secretWords(source.secret),
    ])),
    h('p', { class: 'event-facts' }, joined([
        h('span', {}, 'bugs that name no service are of ', source.service ? h('bdi', {}, source.service) : 'none'),
        `found at ${plain(source.stage).toLowerCase()}`,
    ])),
    h('p', { class: 'event-facts' }, joined([
        `${count(source.waiting, 'delivery')} waiting`, `${source.failed} failed`,
        source.last_at ? h('span', {}, 'last delivery ', ago(source.last_at)) : 'nothing delivered yet',
    ])),
];

// @changed() is called after each change, and shows the source anew.
export function sourceActions(project, vocabulary, source, changed) {
    const problem = h('p', { class: 'sentence', role: 'status' });
    async function act(key, run, said) {
        try {
            if (!await run()) return;
            await changed();
        } catch (error) {
            problem.textContent = sentence(error.message);
            return;
        }
        announce(said);
        document.querySelector(`[data-key="${key}-${source.id}"]`)?.focus();
    }
    const button = (key, word, run, said) => h('button', {
        class: 'button small', type: 'button', 'data-key': `${key}-${source.id}`, click: () => act(key, run, said),
    }, word, h('span', { class: 'unseen' }, ` ${source.name}`));
    const { name, enabled } = source;
    return h('div', {},
        h('p', { class: 'panel-actions' },
            button('change', 'Change', () => changeSource(project, vocabulary, source), `${name} is changed.`),
            button('rotate', 'Take another secret', () => rotateSecret(project, source), `${name} has another secret.`),
            button('turn', enabled ? 'Switch off' : 'Switch on', () => api.changeSource(project.name, source.id, { enabled: !enabled }),
                `${name} is ${enabled ? 'off' : 'on'}.`)),
        problem);
}
