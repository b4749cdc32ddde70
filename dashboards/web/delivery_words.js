// Destinations and deliveries in words and shapes.

import { h } from './dom.js';
import { signaturePath, testPath } from './router.js';

export const kinds = {
    github_issues: 'GitHub issues',
    gitlab_issues: 'GitLab issues',
    jira: 'Jira',
    webhook: 'Webhook',
    slack: 'Slack',
};

const states = {
    pending: ['Waiting', 'badge-proposed'],
    delivered: ['Delivered', 'badge-pass'],
    dead: ['Given up', 'badge-fail'],
};

export function deliveryBadge({ state }) {
    const [word, look] = states[state] ?? [state, 'badge-open'];
    return h('span', { class: `badge ${look}` }, word);
}

export function destinationBadge({ enabled, failures }) {
    if (!enabled) return h('span', { class: 'badge badge-open' }, 'Off');
    if (failures > 0) return h('span', { class: 'badge badge-fail' }, 'Failing');
    return h('span', { class: 'badge badge-pass' }, 'On');
}

export const eventWords = (event) => event.replaceAll('_', ' ').replace('.', ': ');

export function subjectLink(project, { kind, id, name }) {
    const path = { test: testPath, cluster: signaturePath }[kind];
    if (!path) return h('span', {}, kind === 'project' ? 'the project' : `${kind} ${id}`);
    return h('a', { class: 'test-name', href: path(project.name, id), 'data-page': true },
        h('bdi', {}, name ?? `${kind} ${id}`));
}
