// The last runs as ticks, oldest left. One tick is in the tab order; arrow keys move from tick to
// tick, and the line below reads the one in focus (or under the pointer).

import { h } from './dom.js';
import { fullName } from './lineage.js';
import { outcomeLabel, outcomeMark, outcomeWord } from './outcome.js';
import { ago, exactText } from './time.js';
import { seconds, shortCommit } from './words.js';

const full = 64; // runs that the service sends at most

function spoken(run) {
    return [
        outcomeWord(run.outcome), ...(run.as ? [`as ${fullName(run.as)}`] : []), `commit ${shortCommit(run.commit)}`, `build ${run.build_key}`,
        exactText(run.received_at), seconds(run.seconds),
    ].join(', ');
}

function readout(run) {
    return [
        outcomeLabel(run.outcome),
        run.as ? h('span', {}, 'as ', h('bdi', {}, fullName(run.as))) : null,
        h('span', {}, 'commit ', h('code', { title: run.commit }, shortCommit(run.commit))),
        run.branch ? h('span', {}, 'on ', run.branch) : null,
        h('span', {}, `build ${run.build_key}`),
        h('span', {}, `job ${run.job}${run.attempt > 1 ? `, attempt ${run.attempt}` : ''}`),
        run.variant ? h('span', {}, run.variant) : null,
        h('span', {}, seconds(run.seconds)),
        ago(run.received_at),
    ].filter(Boolean);
}

function target(key, index, last) {
    if (key === 'ArrowLeft') return Math.max(index - 1, 0);
    if (key === 'ArrowRight') return Math.min(index + 1, last);
    if (key === 'Home') return 0;
    return key === 'End' ? last : -1;
}

// @runs oldest first.
export function historyStrip(runs) {
    const line = h('p', { class: 'readout', 'aria-hidden': 'true' });
    const ticks = runs.map((run, index) => h('button', {
        type: 'button',
        class: `tick tick-${run.outcome}`,
        tabindex: index === runs.length - 1 ? '0' : '-1',
        'aria-label': spoken(run),
        'data-joined': index > 0 && runs[index - 1].commit === run.commit,
        focus: () => choose(index),
        pointerenter: () => read(index),
        pointerleave: () => read(chosen),
    }, outcomeMark(run.outcome)));
    let chosen = runs.length - 1;

    function read(index) {
        line.replaceChildren(...readout(runs[index]));
    }

    function choose(index) {
        ticks[chosen].tabIndex = -1;
        chosen = index;
        ticks[chosen].tabIndex = 0;
        read(index);
    }

    function move(event) {
        const next = target(event.key, chosen, ticks.length - 1);
        if (next < 0) return;
        event.preventDefault();
        ticks[next].focus();
    }

    read(chosen);
    const few = runs.length < full;
    return h('div', { class: 'strip' }, h('div', { class: few ? 'trace few' : 'trace' },
        h('ol', { class: 'ticks', keydown: move, 'aria-label': 'Runs, oldest first' },
            ticks.map((tick) => h('li', {}, tick))),
        h('div', { class: 'strip-ends', 'aria-hidden': 'true' },
            h('span', {}, 'oldest'), h('span', {}, 'newest'))),
        line);
}
