// The bar on every page: the name, the project on show, the way out.

import { h } from './dom.js';
import { projectSwitch } from './project_switch.js';
import {
    categoriesPath, deliveriesPath, escapesPath, incidentsPath, ledgerPath, portfolioPath, quarantinePath, settingsPath,
    signaturesPath, sourcesPath, triagePath, uploadsPath, weekPath,
} from './router.js';

function sections(project, page) {
    const link = (word, href, here) => h('a', { href, 'data-page': true, 'aria-current': here ? 'page' : null }, word);
    return h('nav', { class: 'sections', 'aria-label': 'Pages of this project' },
        link('Triage', weekPath(project.name), page === 'week'),
        link('Tests', triagePath(project.name), page === 'triage'),
        link('Quarantine', quarantinePath(project.name), page === 'quarantine'),
        link('Signatures', signaturesPath(project.name), page === 'signatures'),
        link('Ledger', ledgerPath(project.name), page === 'ledger'),
        link('Portfolio', portfolioPath(project.name), page === 'portfolio'),
        link('Escapes', escapesPath(project.name), page === 'escapes'),
        link('Categories', categoriesPath(project.name), page === 'categories'),
        link('Incidents', incidentsPath(project.name), page === 'incidents'),
        link('Uploads', uploadsPath(project.name), page === 'uploads'),
        link('Deliveries', deliveriesPath(project.name), page === 'deliveries'),
        link('Sources', sourcesPath(project.name), page === 'sources'),
        link('Settings', settingsPath(project.name), ['settings', 'replay'].includes(page)));
}

// @state is null when nobody is signed in.
export function topBar(state) {
    const home = state?.project ? triagePath(state.project.name) : '/';
    const bar = document.getElementById('top');
    // A switch with the focus must keep it when the page that it chose is shown.
    const focused = bar.contains(document.activeElement) ? document.activeElement.id : null;
    bar.replaceChildren(
        h('a', { class: 'brand', href: home, 'data-page': true },
            h('img', { src: '/assets/mark.svg', alt: '', width: '22', height: '22' }),
            'Escapement'),
        state?.projects.length ? projectSwitch(state.projects, state.project) : '',
        state?.project ? sections(state.project, state.page) : '',
        state ? h('button', { class: 'button quiet', id: 'sign-out', type: 'button', click: state.signOut },
            'Sign out') : '');
    if (focused) document.getElementById(focused)?.focus();
}
