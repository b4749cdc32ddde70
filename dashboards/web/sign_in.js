// Asks for the token, once a tab.

import { api } from './api.js';
import { h } from './dom.js';
import { session } from './session.js';
import { textBlock } from './text_block.js';

function explain(problem) {
    if (problem.status === 401) {
        return 'This token was not accepted. It may be mistyped, expired or revoked.';
    }
    if (problem.status === 403) {
        return 'This token is known, but it may not read tests: it needs the scope triage (or read).';
    }
    return [problem.title, problem.detail].filter(Boolean).join(': ');
}

export function signIn({ message, signedIn }) {
    const error = h('p', { class: 'field-error', id: 'token-error', role: 'alert' });
    const field = h('input', {
        id: 'token', name: 'token', type: 'password', required: true, autocomplete: 'off',
        spellcheck: 'false', 'aria-describedby': 'token-error token-help',
    });
    const button = h('button', { class: 'button primary', type: 'submit' }, 'Sign in');

    function refuse(text) {
        error.textContent = text;
        field.setAttribute('aria-invalid', 'true');
        field.focus();
        field.select();
    }

    async function submit(event) {
        event.preventDefault();
        const token = field.value.trim();
        if (!token) {
            refuse('Paste a token first.');
            return;
        }
        // Header values are Latin-1; fetch() would refuse others with a riddle.
        if (!/^[\x21-\x7e]+$/.test(token)) {
            refuse('A token has no blanks and only plain letters, digits and signs.');
            return;
        }
        button.disabled = true;
        try {
            await api.tryToken(token);
            session.token = token;
            signedIn();
        } catch (problem) {
            refuse(explain(problem));
        } finally {
            button.disabled = false;
        }
    }

    return h('section', { class: 'sign-in' },
        h('h1', {}, 'Sign in to Escapement'),
        message ? h('p', { class: 'note', role: 'status' }, message) : null,
        h('form', { submit, novalidate: true, class: 'stack' },
            h('div', { class: 'field' },
                h('label', { for: 'token' }, 'Access token'),
                field,
                error),
            button),
        h('div', { class: 'help', id: 'token-help' },
            h('p', {}, 'No token yet? Somebody with access to the service makes one:'),
            textBlock('escapement token create --project shop --scope triage',
                'Command that creates a token', 'command'),
            h('p', {}, 'It is shown once. This tab keeps it until it is closed or you sign out.')));
}
