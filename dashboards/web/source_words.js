// Services that tell of bugs, and what became of what they told, in words and shapes.

import { h } from './dom.js';

export const kinds = {
    github_issues: 'GitHub issues', jira: 'Jira', sentry: 'Sentry', pagerduty: 'PagerDuty', incident_io: 'incident.io',
    generic: 'Standard Webhooks',
};

export const states = { waiting: 'Waiting', taken: 'Taken', ignored: 'Ignored', failed: 'Failed' };

const badges = { waiting: 'proposed', taken: 'pass', ignored: 'open', failed: 'fail' };

export const eventBadge = ({ state }) => h('span', { class: `badge badge-${badges[state] ?? 'open'}` }, states[state] ?? state);

export function sourceBadge({ enabled, failed }) {
    if (!enabled) return h('span', { class: 'badge badge-open' }, 'Off');
    if (failed > 0) return h('span', { class: 'badge badge-fail' }, 'Failing');
    return h('span', { class: 'badge badge-pass' }, 'On');
}

// What a secret is called, and whether the service finds it.
export const secretWords = ({ name, resolves }) => h('span', { class: resolves ? null : 'overdue' },
    'secret ', h('code', {}, name), resolves ? ' found' : ' not found: nothing is taken until it is');
