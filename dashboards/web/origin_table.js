// Where bugs came in against where they were found, and what each stage found of those that were there.

import { h } from './dom.js';
import { plain } from './escape_words.js';
import { plainTable } from './plain_table.js';
import { rateWords } from './rate_words.js';
import { count, figure, sentence } from './words.js';

const wordOf = (stage) => (stage === 'field' ? 'Production' : plain(stage));

function leftOut({ origin_unknown: unknown, found_before_origin: before }) {
    const parts = [unknown > 0 ? `${count(unknown, 'bug')} of which nobody said where it came in` : null,
        before > 0 ? `${count(before, 'bug')} found before that` : null].filter(Boolean);
    return parts.length > 0 ? h('p', { class: 'muted' }, `Left out: ${parts.join(', and ')}.`) : null;
}

export function originTable({ stages, overall, ...rest }) {
    const sum = ({ found }) => found.reduce((whole, bugs) => whole + bugs, 0);
    const columns = stages.map((_, origin) => stages.some(({ found }) => found[origin] > 0));
    const rows = stages.filter((stage) => sum(stage) > 0).map(({ stage, found, front, back }) => [wordOf(stage),
        ...stages.map((_, origin) => figure(found[origin] ?? 0)).filter((_, origin) => columns[origin]),
        front ? rateWords(front) : '', back ? rateWords(back) : '']);
    return h('div', {}, h('h3', {}, 'Where they came in'),
        rows.length === 0 ? h('p', { class: 'muted' }, 'Nobody has said yet where a bug came in. Its page can: Change, Came in at.')
            : [h('p', { class: 'sentence' }, sentence(overall.sentence)),
                plainTable('Where they came in, and where they were found',
                    ['Found at', ...stages.map(({ stage }) => `From ${wordOf(stage).toLowerCase()}`).filter((_, origin) => columns[origin]),
                        'Of those that were there', 'Of those found here or later'], rows, { wrapped: true })],
        leftOut(rest));
}
