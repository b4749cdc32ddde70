// Addresses and the history. A page is a path; what it filters by is the query.

const listeners = new Set();
const here = () => location.pathname + location.search;
let current = here();

export function onNavigate(listener) {
    listeners.add(listener);
}

// Pages of one project live below this; what is not served below it is answered 404 by the service.
const root = 'projects';

export function routeOf(path) {
    const [first, project, kind, id, ...more] = path.split('/').filter(Boolean).map(decoded);
    if (first === undefined || (first === root && project === undefined)) return { page: 'home' };
    if (first !== root || more.length > 0) return { page: 'unknown' };
    if (kind === undefined) return { page: 'triage', project };
    if (kind === 'tests' && id === undefined) return { page: 'triage', project };
    if (kind === 'tests' && /^\d+$/.test(id)) return { page: 'test', project, test: Number(id) };
    if (kind === 'builds' && /^\d+$/.test(id)) return { page: 'build', project, build: Number(id) };
    if (kind === 'incidents' && id === undefined) return { page: 'incidents', project };
    if (kind === 'incidents' && /^\d+$/.test(id)) return { page: 'incident', project, incident: Number(id) };
    if (kind === 'signatures' && id === undefined) return { page: 'signatures', project };
    if (kind === 'signatures' && /^\d+$/.test(id)) return { page: 'signature', project, signature: Number(id) };
    if (kind === 'escapes' && id === undefined) return { page: 'escapes', project };
    if (kind === 'escapes' && /^\d+$/.test(id)) return { page: 'escape', project, escape: Number(id) };
    if (kind === 'sources' && /^\d+$/.test(id)) return { page: 'source', project, source: Number(id) };
    if (kind === 'uploads' && id === undefined) return { page: 'uploads', project };
    if (kind === 'uploads' && /^[sr]\d+$/.test(id)) return { page: 'upload', project, upload: id };
    if (kind === 'triage' && id === undefined) return { page: 'week', project };
    if (kind === 'triage' && /^\d+$/.test(id)) return { page: 'week', project, week: Number(id) };
    if (['quarantine', 'portfolio', 'deliveries', 'ledger', 'settings', 'replay', 'categories', 'sources'].includes(kind) && id === undefined) return { page: kind, project };
    return { page: 'unknown', project };
}

function decoded(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

export const triagePath = (project) => `/${root}/${encodeURIComponent(project)}`;
export const weekPath = (project, id) => `${triagePath(project)}/triage${id ? `/${id}` : ''}`;
export const ledgerPath = (project) => `${triagePath(project)}/ledger`;
export const buildPath = (project, id) => `${triagePath(project)}/builds/${id}`;
export const incidentsPath = (project) => `${triagePath(project)}/incidents`;
export const incidentPath = (project, id) => `${incidentsPath(project)}/${id}`;
export const signaturesPath = (project) => `${triagePath(project)}/signatures`;
export const signaturePath = (project, id) => `${signaturesPath(project)}/${id}`;
export const escapesPath = (project, query) => `${triagePath(project)}/escapes${query ? `?${new URLSearchParams(query)}` : ''}`;
export const escapePath = (project, id) => `${escapesPath(project)}/${id}`;
export const categoriesPath = (project, query) =>
    `${triagePath(project)}/categories${query ? `?${new URLSearchParams(query)}` : ''}`;
export const uploadsPath = (project) => `${triagePath(project)}/uploads`;
export const deliveriesPath = (project) => `${triagePath(project)}/deliveries`;
export const sourcesPath = (project) => `${triagePath(project)}/sources`;
export const sourcePath = (project, id) => `${sourcesPath(project)}/${id}`;
export const uploadPath = (project, id) => `${uploadsPath(project)}/${id}`;
export const quarantinePath = (project) => `${triagePath(project)}/quarantine`;
export const portfolioPath = (project) => `${triagePath(project)}/portfolio`;
export const settingsPath = (project) => `${triagePath(project)}/settings`;
export const replayPath = (project) => `${triagePath(project)}/replay`;
export const testPath = (project, id) => `${triagePath(project)}/tests/${id}`;

export function go(address, { replace = false } = {}) {
    history[replace ? 'replaceState' : 'pushState']({}, '', address);
    current = here();
    for (const listener of listeners) listener({ restored: false });
}

// Changes the query of the page that is shown, without showing another.
export function rewriteQuery(query, { push = false } = {}) {
    const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
    const address = location.pathname + (text ? `?${text}` : '');
    if (address === here()) return;
    history[push ? 'pushState' : 'replaceState']({}, '', address);
    current = here();
}

function isPlainClick(event) {
    return event.button === 0 && !event.defaultPrevented
        && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

export function listen() {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => {
        // Also fired for a new fragment (the skip link), which is the same page.
        if (here() === current) return;
        current = here();
        for (const listener of listeners) listener({ restored: true });
    });
    document.addEventListener('click', (event) => {
        const link = event.target instanceof Element && event.target.closest('a[data-page]');
        if (!link || !isPlainClick(event)) return;
        event.preventDefault();
        go(link.getAttribute('href'));
    });
}
