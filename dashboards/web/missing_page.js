// An address that leads nowhere.

import { h } from './dom.js';
import { triagePath } from './router.js';

export function missingPage(route, projects) {
    const project = route.project && !projects.some(({ name }) => name === route.project);
    return h('section', { class: 'empty' },
        h('h1', {}, project ? `No project named ${route.project}` : 'There is no such page'),
        h('p', {}, project
            ? 'It does not exist, or this token may not see it. These it may see:'
            : 'The address may be mistyped. From here you can go on to:'),
        h('ul', { class: 'plain' }, projects.map(({ name }) =>
            h('li', {}, h('a', { href: triagePath(name), 'data-page': true }, `Flaky tests of ${name}`)))));
}
