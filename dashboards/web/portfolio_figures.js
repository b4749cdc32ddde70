// What flaky tests cost a project, in a few numbers.

import { h } from './dom.js';
import { facts } from './facts.js';
import { lostWords, moneyWords } from './impact_words.js';
import { triagePath } from './router.js';
import { count, percent, ratio, seconds } from './words.js';

export function figuresSection(project, { suite_flake: suite, builds, lost }) {
    const retries = lost.all_retries_failed;
    return h('section', { class: 'figures' },
        h('h2', {}, 'What flaky tests cost'),
        facts([
            ['A run of the suite fails by flakes alone', [h('b', {}, percent(suite.value)),
                ` (${percent(suite.low)} to ${percent(suite.high)}), by `,
                h('a', { href: `${triagePath(project.name)}?sort=events`, 'data-page': true },
                    `${count(suite.tests_with_rate, 'test')} with flaky events`)]],
            ['Builds with a flaky event', ratio(builds.flaky)],
            ['Blocked for nothing', ratio(builds.blocked)],
            ['Delayed by retries', ratio(builds.delayed)],
            ['Time lost', [h('b', {}, lostWords(lost.minutes_lost)), ', of which CI on retries ', seconds(lost.retry_seconds)]],
            ['Cost', lost.cost && moneyWords(lost.cost)],
            ['No retry passed, of those retried', retries.denominator ? ratio(retries) : null],
        ]));
}
