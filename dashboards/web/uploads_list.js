// Uploads as a list: an entry each, stored or refused.

import { h, joined } from './dom.js';
import { buildPath, uploadPath } from './router.js';
import { ago } from './time.js';
import { bytesWords, jobName, noteWords, readWords, uploadBadge } from './upload_words.js';
import { count, sentence, shortCommit } from './words.js';

function whence(project, upload) {
    const { stored, refused, branch, commit } = upload;
    return h('p', { class: 'event-facts' }, joined([
        ago(upload.received_at),
        stored ? h('a', { href: buildPath(project.name, stored.build.id), 'data-page': true },
            `build ${shortCommit(stored.build.key)}`) : null,
        stored && stored.attempt > 1 ? `attempt ${stored.attempt}` : null,
        branch ? `branch ${branch}` : null,
        commit ? h('span', {}, 'commit ', h('code', { title: commit }, shortCommit(commit))) : null,
        refused ? `sent by ${refused.actor}` : null,
    ]));
}

function what(project, upload) {
    const { stored, refused } = upload;
    if (refused) {
        return [
            h('p', { class: 'sentence' }, h('bdi', {}, sentence(refused.detail))),
            h('p', { class: 'event-facts' }, joined([
                `${bytesWords(upload.bytes)} had come`,
                refused.unnoted ? `${count(refused.unnoted, 'more refusal')} later in that hour` : null,
            ])),
        ];
    }
    const notes = noteWords(project, upload);
    return [
        h('p', { class: 'sentence' }, readWords(project, upload)),
        notes ? h('p', { class: 'sentence' }, notes) : null,
    ];
}

export function uploadItem(project, upload) {
    return h('li', { class: 'event upload' },
        h('h2', {}, uploadBadge(upload), ' ',
            h('a', { class: 'test-name', href: uploadPath(project.name, upload.id), 'data-page': true },
                h('bdi', {}, jobName(upload)))),
        whence(project, upload), what(project, upload));
}
