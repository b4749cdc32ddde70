// A dialog with a form: asks, checks, sends, and stays open with the reason when it is refused.

import { h, uniqueId } from './dom.js';
import { sentence } from './words.js';

// Of the values of a form, those that were filled in.
export const filledIn = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value));

// A field: { name, label, hint, type ('textarea', 'text', 'date', 'select' with choices: value to
// word), value, required (what to say when it is empty), check(value) -> what is wrong with it or
// null, attributes }.
function fieldOf(spec) {
    const id = uniqueId(spec.name);
    const error = h('p', { class: 'field-error', id: `${id}-error` });
    const plain = spec.type !== 'textarea' && spec.type !== 'select';
    const input = h(plain ? 'input' : spec.type, {
        id,
        name: spec.name,
        type: plain ? spec.type : null,
        rows: spec.type === 'textarea' ? '3' : null,
        autocomplete: 'off',
        'aria-required': spec.required ? 'true' : null,
        'aria-describedby': spec.hint ? `${id}-hint ${id}-error` : `${id}-error`,
        ...spec.attributes,
    }, Object.entries(spec.choices ?? {}).map(([value, word]) => h('option', { value }, word)));
    if (spec.value || !spec.choices) input.value = spec.value ?? '';
    const element = h('div', { class: `field field-${spec.name}` },
        h('label', { for: id }, spec.label,
            spec.required ? null : h('span', { class: 'optional' }, 'optional')),
        spec.hint ? h('p', { class: 'hint', id: `${id}-hint` }, spec.hint) : null,
        input, error);

    function check() {
        const value = input.value.trim();
        const wrong = (!value && spec.required) || (value && spec.check?.(value)) || '';
        error.textContent = wrong;
        if (wrong) input.setAttribute('aria-invalid', 'true');
        else input.removeAttribute('aria-invalid');
        return !wrong;
    }
    input.addEventListener('input', () => { if (input.hasAttribute('aria-invalid')) check(); });
    return { element, input, check, name: spec.name };
}

// Opens it. @body, an element, stands above the fields, of which there may be none. @send gets the
// values; what it throws is shown. Resolves to what @send gave, or to null when the reader went away.
export function formDialog({ title, subject, intro, body, fields: specs, action, send }) {
    const fields = specs.map(fieldOf);
    const heading = uniqueId('dialog');
    const problem = h('div', { class: 'dialog-problem', role: 'alert' });
    const submit = h('button', { class: 'button primary', type: 'submit' }, action);
    let answer = null;
    let busy = false;

    async function trySend(event) {
        event.preventDefault();
        if (busy) return;
        const bad = fields.filter((field) => !field.check());
        if (bad.length > 0) {
            bad[0].input.focus();
            return;
        }
        busy = true;
        problem.replaceChildren();
        submit.setAttribute('aria-disabled', 'true');
        submit.textContent = 'Sending …';
        try {
            answer = await send(Object.fromEntries(
                fields.map(({ name, input }) => [name, input.value.trim()])));
            dialog.close();
        } catch (error) {
            problem.replaceChildren(h('p', {}, h('strong', {}, error.title ?? 'Not sent'), ': ',
                sentence(error.message)));
        } finally {
            busy = false;
            submit.removeAttribute('aria-disabled');
            submit.textContent = action;
        }
    }

    const dialog = h('dialog', { 'aria-labelledby': heading, class: 'form-dialog' },
        h('form', { submit: trySend, novalidate: true },
            h('h2', { id: heading }, title),
            subject ? h('p', { class: 'subject' }, subject) : null,
            intro ? h('p', { class: 'intro' }, intro) : null,
            body,
            h('div', { class: 'fields' }, fields.map(({ element }) => element)),
            problem,
            h('div', { class: 'dialog-actions' },
                h('button', { class: 'button', type: 'button', click: () => dialog.close() }, 'Cancel'),
                submit)));
    return new Promise((resolve) => {
        dialog.addEventListener('close', () => {
            dialog.remove();
            resolve(answer);
        });
        document.body.append(dialog);
        dialog.showModal();
        (fields[0]?.input ?? submit).focus();
    });
}
