// Bugs in words: what one counts as, where it stands, and the words of the vocabulary.

import { h } from './dom.js';

const special = {
    pr: 'Pull request', e2e: 'End to end', ui_accessibility: 'UI and accessibility', config_deploy: 'Config and deploy',
    internal_prod: 'Internal production', not_doing: 'Not doing it', new_layer: 'New layer of tests',
};

// "boundary_value" as people write it.
export function plain(value) {
    const text = special[value] ?? value.replaceAll('_', ' ');
    return text.charAt(0).toUpperCase() + text.slice(1);
}

export const kinds = { escape: 'Escapes', catch: 'Catches', known: 'Known at release' };
export const states = {
    open: 'Open', fixed: 'Fixed', closed: 'Closed', invalid: 'Invalid', duplicate: 'Duplicate',
};

const badges = { escape: ['Escape', 'fail'], catch: ['Catch', 'pass'], known: ['Known at release', 'open'] };

export function kindBadge({ kind }) {
    const [word, shape] = badges[kind] ?? ['Not counted', 'open'];
    return h('span', { class: `badge badge-${shape}` }, word);
}

const uncounted = {
    invalid: 'It is no bug, so it counts nowhere.', duplicate: 'It is one with another bug, which counts.',
};

export function countsSentence({ kind, state, stage }) {
    if (kind === 'escape') {
        return `Counts as an escape: found at ${plain(stage).toLowerCase()}, and not known when it was released.`;
    }
    if (kind === 'catch') return `Counts as a catch: found at ${plain(stage).toLowerCase()}, before it got away.`;
    if (kind === 'known') return 'Known when it was released: shown apart, and never counted as an escape.';
    return uncounted[state] ?? 'Counts nowhere yet: where it was found is not told.';
}

const sure = { certain: 'certain', likely: 'likely', guess: 'a guess' };
const hows = {
    explicit: 'told', fix_parent: 'before the fix', last_deployment: 'last deployment before it was found', by_hand: 'by hand',
};

// How a commit was found to be of a bug, and how sure that is.
export const attribution = (how, sureness) => (how ? `${hows[how] ?? how}${sureness ? `, ${sure[sureness]}` : ''}` : null);

// Choices of a select: the words of one vocabulary, with an empty one first where @none names it.
export const choices = (words, none) => ({
    ...(none === undefined ? {} : { '': none }), ...Object.fromEntries(words.map(({ value }) => [value, plain(value)])),
});

// The definition of a word, to be shown where it is chosen.
export const definition = (words, value) => words.find((word) => word.value === value)?.definition ?? null;
