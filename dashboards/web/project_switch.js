// Which project is on show. One project needs no choice, only its name.

import { h } from './dom.js';
import { go, triagePath } from './router.js';

export function projectSwitch(projects, project) {
    if (projects.length === 1 && project) {
        return h('p', { class: 'project-one' }, h('span', {}, 'Project'), ' ', project.name);
    }
    const names = projects.map(({ name }) => name).sort((one, other) => one.localeCompare(other));
    const options = names.map((name) =>
        h('option', { value: name, selected: name === project?.name }, name));
    if (!project) options.unshift(h('option', { value: '', selected: true }, 'choose one'));
    return h('div', { class: 'project-switch' },
        h('label', { for: 'project' }, 'Project'),
        h('select', {
            id: 'project',
            change: (event) => { if (event.target.value) go(triagePath(event.target.value)); },
        }, options));
}
