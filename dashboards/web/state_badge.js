// Where a test stands, in a word and a shape: colour only repeats it.

import { h } from './dom.js';

export function standing(item) {
    const { quarantine } = item;
    if (quarantine?.expired) return 'expired';
    if (quarantine) return quarantine.state;
    return item.health === 'broken' ? 'broken' : 'open';
}

const words = {
    proposed: ['Flagged', 'Waits for a decision; failures still stop a build.'],
    active: ['Quarantined', 'Known failures do not stop a build.'],
    proving: ['Proving', 'A fix is being proved; known failures do not stop a build.'],
    expired: ['Review overdue', 'The review date has passed: failures stop a build again.'],
    broken: ['Broken', 'Fails always, so it is never excused.'],
    open: ['Not quarantined', 'Failures stop a build.'],
};

function badge(state) {
    const [word, meaning] = words[state] ?? [state, ''];
    return h('span', { class: `badge badge-${state}`, title: meaning }, word);
}

export function stateBadge(item) {
    return badge(standing(item));
}

// Beside the state of a quarantine: what fails always is not excused by it.
export function brokenBadge(item) {
    return item.quarantine && item.health === 'broken' ? badge('broken') : null;
}

export function stateMeaning(item) {
    return words[standing(item)]?.[1] ?? '';
}

const healths = {
    new: 'New', healthy: 'Healthy', flaky: 'Flaky', broken: 'Broken', gone: 'Gone',
};

export const healthWord = (health) => healths[health] ?? health;
