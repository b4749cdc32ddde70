// Outcomes in words, and the mark that stands for each: the shapes differ, colour repeats them.

import { h } from './dom.js';

const words = {
    passed: 'passed', failed: 'failed', error: 'error', skipped: 'skipped',
    flaky: 'failed, then passed',
};

export const outcomeWord = (outcome) => words[outcome] ?? outcome;
export const outcomes = Object.keys(words);

// Decoration: whoever uses it says the outcome in words beside it.
export function outcomeMark(outcome) {
    return h('span', { class: `mark mark-${outcome}`, 'aria-hidden': 'true' });
}

export function outcomeLabel(outcome) {
    return h('span', { class: `outcome outcome-${outcome}` }, outcomeMark(outcome), outcomeWord(outcome));
}
