// The token and the project last looked at, for as long as the tab lives. Where the browser refuses
// storage they live as long as the page.

const memory = new Map();

function read(key) {
    try {
        return sessionStorage.getItem(key);
    } catch {
        return memory.get(key) ?? null;
    }
}

function write(key, value) {
    try {
        if (value === null) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, value);
    } catch {
        if (value === null) memory.delete(key);
        else memory.set(key, value);
    }
}

export const session = {
    get token() { return read('escapement.token'); },
    set token(value) { write('escapement.token', value); },
    get project() { return read('escapement.project'); },
    set project(value) { write('escapement.project', value); },
};

// A link may carry the token behind `#token=`, where no server sees it. It leaves the address, and
// so the history, before anything else happens. Says whether there was one.
export function takeTokenFromAddress() {
    const match = /^#token=(.+)$/.exec(location.hash);
    if (!match) return false;
    history.replaceState(history.state, '', location.pathname + location.search);
    try {
        session.token = decodeURIComponent(match[1]).trim();
    } catch {
        return false;
    }
    return true;
}
