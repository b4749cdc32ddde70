// Text as a machine wrote it, or as one should be given it. It may be longer than its box, so the
// keyboard can scroll it, and it has a name to be found by.

import { h } from './dom.js';

export function textBlock(text, label, kind = 'message') {
    return h('pre', { class: kind, role: 'group', tabindex: '0', 'aria-label': label }, h('code', {}, text));
}
