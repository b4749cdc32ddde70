// What the failures of a test cost in the last weeks.

import { h } from './dom.js';
import { facts } from './facts.js';
import { buildsWords, lostWords, moneyWords } from './impact_words.js';
import { count, figure, ratio, seconds } from './words.js';

export function impactSection(impact) {
    if (!impact) {
        return h('section', { class: 'impact' }, h('h2', {}, 'Impact'),
            h('p', { class: 'muted small' }, 'Its failures cost nothing in the last 28 days.'));
    }
    const retries = impact.all_retries_failed;
    return h('section', { class: 'impact' },
        h('h2', {}, `Impact in ${count(impact.window_days, 'day')}`),
        facts([
            ['Time lost', h('b', {}, lostWords(impact.minutes_lost))],
            ['Cost', impact.cost && moneyWords(impact.cost)],
            ['Builds', buildsWords(impact)],
            ['Failed in', count(impact.builds_failed, 'build')],
            ['People waited', `${figure(impact.wait_minutes)} min`],
            ['CI on retries', seconds(impact.retry_seconds)],
            ['No retry passed', retries.denominator ? ratio(retries) : null],
        ]));
}
