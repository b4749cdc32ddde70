// The real service on a database of its own, for as long as a test program runs.

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = resolve(process.env.ESCAPEMENT ?? join(root, 'build/escapement'));

export const fixture = (name) => join(root, 'tests/fixtures', name);

function ownEnvironment() {
    const foreign = ([name]) => !/^(ESCAPEMENT|DATABASE_URL|PG)/.test(name);
    return Object.fromEntries(Object.entries(process.env).filter(foreign));
}

async function waitFor(what, seconds, look) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(30)) {
        const found = look();
        if (found) return found;
    }
    throw new Error(`waited ${seconds} s for ${what}`);
}

function readOr(path, fallback) {
    try {
        return readFileSync(path, 'utf8');
    } catch {
        return fallback;
    }
}

// @more: variables of its environment.
export async function startService(more = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'escapement-web-'));
    chmodSync(folder, 0o755); // the database may run as another user
    const data = join(folder, 'data');
    const environment = { ...ownEnvironment(), ...more };
    const run = (...words) => execFileSync(program, words, {
        env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
    });
    environment.DATABASE_URL = JSON.parse(run('dev', '--data-dir', data, '--json')).database_url;

    const portFile = join(folder, 'port');
    const server = spawn(program, ['serve', '--port', '0', '--port-file', portFile],
        { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    server.stderr.on('data', (bytes) => { log += bytes; });
    const gone = new Promise((done) => { server.on('exit', done); });

    let stopped = false;
    function clearUp() {
        if (stopped) return;
        stopped = true;
        server.kill('SIGTERM');
        run('dev', '--data-dir', data, '--stop');
        rmSync(folder, { recursive: true, force: true });
    }
    async function stop() {
        server.kill('SIGTERM');
        await gone;
        clearUp();
    }
    // A program that breaks off must not leave a database behind.
    process.on('exit', clearUp);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

    let port;
    try {
        port = await waitFor('the service to listen', 20, () => readOr(portFile, '').trim());
    } catch (error) {
        await stop();
        throw new Error(`${error.message}; it said: ${log}`);
    }
    const sql = (statement) => execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d',
        environment.DATABASE_URL, '-c', statement], { env: environment, encoding: 'utf8' });
    return {
        url: `http://127.0.0.1:${port}`,
        run,
        stop,
        log: () => log,
        createProject: (name) => run('project', 'create', name),
        token: (project, scope) => {
            const made = JSON.parse(run('token', 'create', '--project', project, '--scope', scope, '--json'));
            return made.token;
        },
        // As CI would: over HTTP, so that what the page then asks is what an upload left.
        upload: async (project, token, file, metadata) => {
            const address = new URL(`http://127.0.0.1:${port}/api/v1/projects/${project}/reports`);
            for (const [name, value] of Object.entries(metadata)) address.searchParams.set(name, value);
            const answer = await fetch(address, {
                method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: readFileSync(file),
            });
            if (!answer.ok) throw new Error(`upload of ${file}: ${answer.status} ${await answer.text()}`);
            return answer.json();
        },
        sql,
        // Waits until what the service does by itself is done: @query gives @wanted.
        until: (query, wanted) =>
            waitFor(`${query} to give ${wanted}`, 30, () => sql(`copy (${query}) to stdout`).trim() === wanted),
        file: (name, text) => {
            const path = join(folder, name);
            writeFileSync(path, text);
            return path;
        },
    };
}
