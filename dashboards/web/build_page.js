// One build: what its jobs reported, and which failures did not stop it.

import { api } from './api.js';
import { buildJobs } from './build_jobs.js';
import { h } from './dom.js';
import { excusedList } from './excused_list.js';
import { facts } from './facts.js';
import { triagePath } from './router.js';
import { webLink } from './web_link.js';
import { ago, date } from './time.js';
import { count, share, shortCommit } from './words.js';

const verdicts = {
    pass: ['Passed', 'Every failing test was excused, or none failed.'],
    fail: ['Failed', 'At least one failure was not excused.'],
};

function verdictOf({ verdict }) {
    const [word, meaning] = verdicts[verdict] ?? ['No verdict', 'Its reports were not judged.'];
    return h('div', { class: 'panel-state' },
        h('span', { class: `badge badge-${verdict ?? 'open'}` }, word), h('p', { class: 'muted' }, meaning));
}

function factsOf(build) {
    return facts([
        ['Commit', h('code', { title: build.commit }, shortCommit(build.commit))],
        ['Branch', build.branch],
        ['In CI', build.url && webLink(build.url, 'the build there')],
        ['First report', date(build.first_seen)],
        ['Last report', ago(build.last_seen)],
        ['Results that failed', share(build.failed, build.tests)],
        ['Failed, then passed', share(build.flaky, build.tests)],
        ['Excused', count(build.excused, 'failure')],
    ]);
}

export async function buildPage({ project, route, signal }) {
    const build = await api.build(project.name, route.build, signal);
    const element = h('div', { class: 'page page-build' },
        h('div', { class: 'page-head' },
            h('nav', { class: 'crumbs', 'aria-label': 'Way back' },
                h('a', { href: triagePath(project.name), 'data-page': true }, `Flaky tests of ${project.name}`)),
            h('h1', {}, `Build ${build.key}`)),
        h('section', { class: 'panel' },
            h('h2', { class: 'unseen' }, 'Verdict'), verdictOf(build), factsOf(build)),
        h('div', { class: 'story build-story' },
            buildJobs(project, build.jobs),
            excusedList(project, build.excused_failures, build.excused_total)));
    return { title: `Build ${build.key}`, element };
}
