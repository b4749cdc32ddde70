// The frame: who may see (sign-in), which project, which page. Pages are shown here and nowhere else.

import { api, onRefused } from './api.js';
import { buildPage } from './build_page.js';
import { categoriesPage } from './categories_page.js';
import { deliveriesPage } from './deliveries_page.js';
import { emptyProjects } from './empty_states.js';
import { escapePage } from './escape_page.js';
import { escapesPage } from './escapes_page.js';
import { incidentPage } from './incident_page.js';
import { incidentsPage } from './incidents_page.js';
import { ledgerPage } from './ledger_page.js';
import { announce } from './live.js';
import { missingPage } from './missing_page.js';
import { portfolioPage } from './portfolio_page.js';
import { problemNote } from './problem_note.js';
import { quarantinePage } from './quarantine_page.js';
import { replayPage } from './replay_page.js';
import { go, listen, onNavigate, routeOf, triagePath } from './router.js';
import { session, takeTokenFromAddress } from './session.js';
import { settingsPage } from './settings_page.js';
import { signIn } from './sign_in.js';
import { signaturePage } from './signature_page.js';
import { signaturesPage } from './signatures_page.js';
import { sourcePage } from './source_page.js';
import { sourcesPage } from './sources_page.js';
import { testPage } from './test_page.js';
import { keepTimesTrue } from './time.js';
import { topBar } from './top_bar.js';
import { triagePage } from './triage_page.js';
import { uploadPage } from './upload_page.js';
import { uploadsPage } from './uploads_page.js';
import { weekPage } from './week_page.js';

const main = document.getElementById('main');
const pages = {
    week: weekPage,
    triage: triagePage,
    test: testPage,
    build: buildPage,
    quarantine: quarantinePage,
    ledger: ledgerPage,
    portfolio: portfolioPage,
    escapes: escapesPage,
    escape: escapePage,
    categories: categoriesPage,
    incidents: incidentsPage,
    incident: incidentPage,
    signatures: signaturesPage,
    signature: signaturePage,
    uploads: uploadsPage,
    upload: uploadPage,
    deliveries: deliveriesPage,
    sources: sourcesPage,
    source: sourcePage,
    settings: settingsPage,
    replay: replayPage,
};
let projects = null;
let shown = null; // the AbortController of the page on show
let visits = 0;

function put(title, element, { focus }) {
    document.title = title ? `${title} – Escapement` : 'Escapement';
    main.replaceChildren(element);
    if (!focus) return;
    const heading = main.querySelector('h1') ?? main;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
}

function showSignIn(message) {
    shown?.abort();
    projects = null;
    for (const dialog of document.querySelectorAll('dialog')) dialog.close();
    topBar(null);
    put('Sign in', signIn({ message, signedIn: () => show({ restored: false }) }), { focus: false });
    main.querySelector('input').focus();
}

// Their counts are shown by the triage page only; other pages do with what is known.
async function loadProjects(route, signal) {
    const known = projects?.some(({ name }) => name === route.project);
    if (!known || route.page === 'triage') projects = await api.projects(signal);
}

function projectOf(route) {
    if (route.page !== 'home') return projects.find(({ name }) => name === route.project);
    return projects.find(({ name }) => name === session.project) ?? projects[0];
}

// Shows the page of the address. @restored: by back or forward, so the reader's place is kept.
async function show({ restored }) {
    if (!session.token) {
        showSignIn();
        return;
    }
    shown?.abort();
    shown = new AbortController();
    const { signal } = shown;
    for (const dialog of document.querySelectorAll('dialog')) dialog.close();
    const focus = visits > 0;
    visits += 1;
    main.setAttribute('aria-busy', 'true');
    try {
        const route = routeOf(location.pathname);
        await loadProjects(route, signal);
        await showRoute(route, { restored, focus, signal });
    } catch (error) {
        if (signal.aborted || error.status === 401) return;
        put('Something went wrong', problemNote(error, {
            heading: 'This page could not be shown', retry: () => show({ restored }),
        }), { focus });
    } finally {
        if (!signal.aborted) main.removeAttribute('aria-busy');
    }
}

async function showRoute(route, { restored, focus, signal }) {
    if (projects.length === 0) {
        topBar({ projects, project: null, signOut });
        put('No project yet', emptyProjects(), { focus });
        return;
    }
    const project = projectOf(route);
    topBar({ projects, project: project ?? null, page: route.page, signOut });
    if (route.page === 'home') {
        go(triagePath(project.name) + location.search, { replace: true });
        return;
    }
    if (!project || !pages[route.page]) {
        put('Not found', missingPage(route, projects), { focus });
        return;
    }
    session.project = project.name;
    const page = await pages[route.page]({ project, route, restored, signal });
    if (signal.aborted) return;
    put(page.title, page.element, { focus });
    page.shown?.();
    if (!page.keepsScroll) scrollTo(0, 0);
}

function signOut() {
    session.token = null;
    session.project = null;
    showSignIn('You are signed out. This tab no longer holds the token.');
    announce('Signed out.');
}

onRefused(() => showSignIn('The service no longer accepts the token: it may have expired or been '
    + 'revoked. Nothing is lost. Paste a fresh one to go on where you were.'));
onNavigate(show);
addEventListener('hashchange', () => { if (takeTokenFromAddress()) show({ restored: false }); });
takeTokenFromAddress();
listen();
keepTimesTrue();
show({ restored: false });
