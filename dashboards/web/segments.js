// A choice of which all words are on show.

import { h } from './dom.js';

export const segments = (name, legend, words, chosen) => h('fieldset', { class: 'segments' },
    h('legend', { class: 'unseen' }, legend),
    Object.entries(words).map(([value, word]) => h('label', {},
        h('input', { type: 'radio', name, value, checked: value === chosen }), h('span', {}, word))));
