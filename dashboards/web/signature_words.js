// How signatures are called, and how far back they are counted.

import { h } from './dom.js';

export const nameOf = ({ name, text }) => name ?? (text || 'A failure without words');

export const infrastructureBadge = () => h('span', { class: 'badge badge-open' }, 'Infrastructure');

// Days back from now, on a whole hour: so pages of a list that is read slowly count the same.
export function sinceDays(days) {
    const hour = 3_600_000;
    const then = Math.floor(Date.now() / hour - days * 24) * hour;
    return new Date(then).toISOString().replace(/\.\d+Z$/, 'Z');
}
