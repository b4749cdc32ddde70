// A problem document as people read it.

import { h } from './dom.js';
import { sentence } from './words.js';

export function problemNote(problem, { heading, retry } = {}) {
    const title = problem.title ?? 'The page has a fault';
    return h('section', { class: 'problem', role: 'alert' },
        heading ? h('h1', {}, heading) : null,
        h('p', {}, h('strong', {}, title), problem.message && problem.message !== title
            ? `: ${sentence(problem.message)}` : null),
        problem.instance ? h('p', { class: 'muted' }, 'Request ', h('code', {}, problem.instance),
            ', as the log of the service names it.') : null,
        retry ? h('button', { class: 'button', type: 'button', click: retry }, 'Try again') : null);
}
