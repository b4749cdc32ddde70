// Whether a kind of bug is closed in a service, in a word and a shape.

import { h } from './dom.js';

export const states = {
    open: 'Open', changed: 'Changed', guard_down: 'Guard down', holding: 'Holding', closed: 'Closed', reopened: 'Reopened',
};

const badges = {
    open: ['open', 'Nothing was changed.'],
    changed: ['proposed', 'Something was changed, and nothing shows yet that it holds.'],
    guard_down: ['expired', 'A test that guards it does not guard.'],
    holding: ['proving', 'Guarded, and not proven yet.'],
    closed: ['pass', 'Guarded, and proven.'],
    reopened: ['broken', 'It got away although the change was in force.'],
};

export function watchBadge({ state }) {
    const [shape, meaning] = badges[state] ?? ['open', ''];
    return h('span', { class: `badge badge-${shape}`, title: meaning }, states[state] ?? state);
}

export const guardStates = {
    running: 'runs', red: 'is red', quarantined: 'is quarantined', broken: 'is broken', skipped: 'is skipped', gone: 'is gone',
};
