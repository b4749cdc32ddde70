// A rate of the service: both its numbers, and the ends of its interval.

import { h } from './dom.js';
import { percent, ratio } from './words.js';

export function rateWords({ numerator, denominator, interval, sentence }) {
    if (denominator === 0) return h('span', { class: 'muted' }, 'nothing to count');
    return h('span', { title: sentence }, `${ratio({ numerator, denominator })}, ${percent(interval.low)} to ${percent(interval.high)}`);
}
