// The public API, and nothing else. Every failure becomes a Problem that can be shown as it is.

import { session } from './session.js';

export class Problem extends Error {
    constructor(status, title, detail, instance) {
        super(detail || title);
        this.name = 'Problem';
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.instance = instance;
    }
}

const listeners = new Set();

// Called when the service no longer takes the token (which is then already forgotten).
export function onRefused(listener) {
    listeners.add(listener);
}

async function problemOf(response) {
    let document = {};
    try {
        document = await response.json();
    } catch {
        // A proxy's page, or nothing: the status has to do.
    }
    return new Problem(response.status, document.title || `The service answered ${response.status}`,
        document.detail, document.instance);
}

async function call(method, path, { query, body, signal, text, token = session.token } = {}) {
    const address = new URL(`/api/v1${path}`, location.origin);
    for (const [key, value] of Object.entries(query ?? {})) {
        if (value) address.searchParams.set(key, value);
    }
    let response;
    try {
        response = await fetch(address, {
            method,
            signal,
            cache: 'no-cache',
            credentials: 'omit',
            headers: {
                Accept: text ?? 'application/json',
                ...(token ? { Authorization: `Bearer ${token}` } : {}),
                ...(body ? { 'Content-Type': 'application/json' } : {}),
            },
            body: body ? JSON.stringify(body) : undefined,
        });
    } catch (error) {
        if (error.name === 'AbortError') throw error;
        throw new Problem(0, 'The service cannot be reached',
            'No answer came back. Is it running, and is the network up?');
    }
    if (response.ok) return text ? response.text() : response.json();
    const problem = await problemOf(response);
    // Only for the token in use: neither a late answer nor one that is only tried signs anybody out.
    if (response.status === 401 && session.token === token) {
        session.token = null;
        for (const listener of listeners) listener(problem);
    }
    throw problem;
}

const inProject = (project) => `/projects/${encodeURIComponent(project)}`;
const escapeOf = (project, id) => `${inProject(project)}/escapes/${id}`;

export const api = {
    // Throws unless the service lets the token read.
    tryToken: (token) => call('GET', '/projects', { query: { limit: 1 }, token }),
    projects: async (signal) => {
        const items = [];
        let after = null;
        do {
            const page = await call('GET', '/projects', { query: { limit: 100, after }, signal });
            items.push(...page.items);
            after = page.next;
        } while (after);
        return items;
    },
    tests: (project, query, signal) => call('GET', `${inProject(project)}/tests`, { query, signal }),
    test: (project, id, signal) => call('GET', `${inProject(project)}/tests/${id}`, { signal }),
    portfolio: (project, query, signal) => call('GET', `${inProject(project)}/portfolio`, { query, signal }),
    build: (project, id, signal) => call('GET', `${inProject(project)}/builds/${id}`, { signal }),
    signatures: (project, query, signal) => call('GET', `${inProject(project)}/signatures`, { query, signal }),
    signature: (project, id, query, signal) =>
        call('GET', `${inProject(project)}/signatures/${id}`, { query, signal }),
    changeSignature: (project, id, body) => call('PATCH', `${inProject(project)}/signatures/${id}`, { body }),
    mergeSignatures: (project, id, body) => call('POST', `${inProject(project)}/signatures/${id}/merge`, { body }),
    askTicket: (project, id, body) => call('POST', `${inProject(project)}/signatures/${id}/ticket`, { body }),
    splitSignature: (project, id, body) => call('POST', `${inProject(project)}/signatures/${id}/split`, { body }),
    incidents: (project, query, signal) => call('GET', `${inProject(project)}/incidents`, { query, signal }),
    incident: (project, id, signal) => call('GET', `${inProject(project)}/incidents/${id}`, { signal }),
    incidentTests: (project, id, query, signal) =>
        call('GET', `${inProject(project)}/incidents/${id}/tests`, { query, signal }),
    triages: (project, query, signal) => call('GET', `${inProject(project)}/triage`, { query, signal }),
    triage: (project, id, signal) => call('GET', `${inProject(project)}/triage/${id}`, { signal }),
    triageDigest: (project, id, signal) =>
        call('GET', `${inProject(project)}/triage/${id}/digest`, { signal, text: 'text/markdown' }),
    openTriage: (project) => call('POST', `${inProject(project)}/triage`, { body: {} }),
    decideRow: (project, triage, row, body) =>
        call('POST', `${inProject(project)}/triage/${triage}/rows/${row}/decision`, { body }),
    closeTriage: (project, id) => call('POST', `${inProject(project)}/triage/${id}/close`, { body: {} }),
    excuses: (project, query, signal) => call('GET', `${inProject(project)}/excuses`, { query, signal }),
    vocabulary: (signal) => call('GET', '/vocabulary', { signal }),
    // Enough to choose from; a name that is not among them can be typed.
    services: (project, signal) => call('GET', `${inProject(project)}/services`, { query: { limit: 100 }, signal }),
    defects: (project, query, signal) => call('GET', `${inProject(project)}/defects`, { query, signal }),
    defect: (project, id, signal) => call('GET', `${inProject(project)}/defects/${id}`, { signal }),
    addDefect: (project, body) => call('POST', `${inProject(project)}/defects`, { body }),
    changeDefect: (project, id, body) => call('PATCH', `${inProject(project)}/defects/${id}`, { body }),
    mergeDefect: (project, id, body) => call('POST', `${inProject(project)}/defects/${id}/merge`, { body }),
    defectHistory: (project, id, query, signal) => call('GET', `${inProject(project)}/defects/${id}/history`, { query, signal }),
    defectGates: (project, id, signal) => call('GET', `${inProject(project)}/defects/${id}/gates`, { signal }),
    judgeGate: (project, id, gate, body) =>
        call('PUT', `${inProject(project)}/defects/${id}/gates/${encodeURIComponent(gate)}`, { body }),
    unjudgeGate: (project, id, gate) => call('DELETE', `${inProject(project)}/defects/${id}/gates/${encodeURIComponent(gate)}`),
    escapeEvidence: (project, id, signal) => call('GET', `${escapeOf(project, id)}/evidence`, { signal }),
    decideGap: (project, id, gap, body) => call('PUT', `${escapeOf(project, id)}/gaps/${gap}`, { body }),
    undecideGap: (project, id, gap) => call('DELETE', `${escapeOf(project, id)}/gaps/${gap}`),
    nameTest: (project, id, test, body) => call('PUT', `${escapeOf(project, id)}/tests/${test}`, { body }),
    unnameTest: (project, id, test) => call('DELETE', `${escapeOf(project, id)}/tests/${test}`),
    postmortem: (project, id, query, signal) => call('GET', `${escapeOf(project, id)}/postmortem`, { query, signal }),
    // As a text: @kind is text/html, which can be printed, or text/markdown.
    postmortemText: (project, id, kind, version) => call('GET', `${escapeOf(project, id)}/postmortem`,
        { query: { format: kind.slice('text/'.length), version }, text: kind }),
    writePostmortem: (project, id, field, words) =>
        call('PUT', `${escapeOf(project, id)}/postmortem/fields/${field}`, { body: { words } }),
    postmortemVersions: (project, id, query, signal) =>
        call('GET', `${escapeOf(project, id)}/postmortem/versions`, { query, signal }),
    keepPostmortem: (project, id, state) =>
        call('POST', `${escapeOf(project, id)}/postmortem/versions`, { body: { state } }),
    plan: (project, defect, signal) => call('GET', `${inProject(project)}/defects/${defect}/plan`, { signal }),
    changes: (project, query, signal) => call('GET', `${inProject(project)}/changes`, { query, signal }),
    addChange: (project, body) => call('POST', `${inProject(project)}/changes`, { body }),
    endChange: (project, id, reason) => call('POST', `${inProject(project)}/changes/${id}/end`, { body: { reason } }),
    adoptChange: (project, id, body) => call('POST', `${inProject(project)}/changes/${id}/adoptions`, { body }),
    endAdoption: (project, change, id, body) =>
        call('POST', `${inProject(project)}/changes/${change}/adoptions/${id}/end`, { body }),
    guards: (project, query, signal) => call('GET', `${inProject(project)}/guards`, { query, signal }),
    guardCandidates: (project, change, query, signal) =>
        call('GET', `${inProject(project)}/changes/${change}/guard-candidates`, { query, signal }),
    guardWith: (project, body) => call('POST', `${inProject(project)}/guards`, { body }),
    endGuard: (project, id, reason) => call('POST', `${inProject(project)}/guards/${id}/end`, { body: { reason } }),
    workItems: (project, query, signal) => call('GET', `${inProject(project)}/actions`, { query, signal }),
    addWorkItem: (project, body) => call('POST', `${inProject(project)}/actions`, { body }),
    changeWorkItem: (project, id, body) => call('PATCH', `${inProject(project)}/actions/${id}`, { body }),
    escapeRates: (project, query, signal) => call('GET', `${inProject(project)}/escape-rates`, { query, signal }),
    triggerMix: (project, query, signal) => call('GET', `${inProject(project)}/trigger-mix`, { query, signal }),
    containment: (project, query, signal) => call('GET', `${inProject(project)}/containment`, { query, signal }),
    escapeHistory: (project, query, signal) => call('GET', `${inProject(project)}/escape-history`, { query, signal }),
    watches: (project, query, signal) => call('GET', `${inProject(project)}/watches`, { query, signal }),
    escapeCosts: (project, query, signal) => call('GET', `${inProject(project)}/escape-costs`, { query, signal }),
    escapeOrigins: (project, query, signal) => call('GET', `${inProject(project)}/escape-origins`, { query, signal }),
    // A project has 50 at most.
    sources: (project, signal) => call('GET', `${inProject(project)}/sources`, { query: { limit: 50 }, signal }),
    addSource: (project, body) => call('POST', `${inProject(project)}/sources`, { body }),
    changeSource: (project, id, body) => call('PATCH', `${inProject(project)}/sources/${id}`, { body }),
    sourceEvents: (project, id, query, signal) =>
        call('GET', `${inProject(project)}/sources/${id}/events`, { query, signal }),
    replaySourceEvent: (project, id, event) =>
        call('POST', `${inProject(project)}/sources/${id}/events/${event}/replay`),
    uploads: (project, query, signal) => call('GET', `${inProject(project)}/uploads`, { query, signal }),
    upload: (project, id, signal) => call('GET', `${inProject(project)}/uploads/${id}`, { signal }),
    // A project has 50 at most.
    destinations: (project, signal) =>
        call('GET', `${inProject(project)}/destinations`, { query: { limit: 50 }, signal }),
    addDestination: (project, body) => call('POST', `${inProject(project)}/destinations`, { body }),
    changeDestination: (project, id, body) =>
        call('PATCH', `${inProject(project)}/destinations/${id}`, { body }),
    testDestination: (project, id) => call('POST', `${inProject(project)}/destinations/${id}/test`),
    deliveries: (project, query, signal) => call('GET', `${inProject(project)}/deliveries`, { query, signal }),
    replayDelivery: (project, id) => call('POST', `${inProject(project)}/deliveries/${id}/replay`),
    replayDeliveries: (project) => call('POST', `${inProject(project)}/deliveries/replay`, { body: {} }),
    undoLink: (project, id, reason) =>
        call('DELETE', `${inProject(project)}/links/${id}`, { query: { reason } }),
    quarantines: (project, query, signal) => call('GET', `${inProject(project)}/quarantine`, { query, signal }),
    fix: (project, id, body) => call('POST', `${inProject(project)}/quarantine/${id}/fix`, { body }),
    decide: (project, id, body) => call('POST', `${inProject(project)}/quarantine/${id}/decide`, { body }),
    bulk: (project, body) => call('POST', `${inProject(project)}/quarantine/bulk`, { body }),
    settings: (project, signal) => call('GET', `${inProject(project)}/settings`, { signal }),
    replay: (project, body, signal) => call('POST', `${inProject(project)}/replay`, { body, signal }),
    changeSettings: (project, body) => call('PATCH', `${inProject(project)}/settings`, { body }),
    quarantine: (project, body) => call('POST', `${inProject(project)}/quarantine`, { body }),
    release: (project, id, reason) =>
        call('POST', `${inProject(project)}/quarantine/${id}/release`, { body: { reason } }),
};
