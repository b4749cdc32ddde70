// What a project is judged by: every setting with its default, changed by those who may.

import { api } from './api.js';
import { h } from './dom.js';
import { facts } from './facts.js';
import { formDialog } from './form_dialog.js';
import { announce } from './live.js';
import { replayPath } from './router.js';
import { rangeOf, shownValue, typedValue } from './settings_words.js';
import { ago } from './time.js';

function policyFacts(project) {
    const { policy } = project;
    return h('section', { class: 'panel-policy' },
        h('h2', {}, 'Policy'),
        facts([
            ['Rules act by themselves', policy.auto_activate ? 'yes' : 'no: a person decides'],
            ['Review after', `${policy.review_days} days`],
            ['A suite is whole from', `${Math.round(policy.min_share * 100)} % of its usual tests`],
            ['Default branch', project.default_branch],
            ['Path rules', `${project.path_rules.length}`],
        ]),
        h('p', { class: 'muted small' }, 'Changed by ', h('code', {}, `escapement project set ${project.name}`), '.'));
}

export async function settingsPage({ project, signal }) {
    const body = h('tbody', { role: 'rowgroup' });
    let items = (await api.settings(project.name, signal)).items;

    async function change(setting, reset) {
        const answer = await formDialog({
            title: reset ? 'Back to the default' : 'Change a setting',
            subject: setting.name,
            intro: reset ? `From ${shownValue(setting.value)} to ${shownValue(setting.default)}.` : setting.help,
            action: reset ? 'Reset' : 'Change',
            fields: [
                ...(reset ? [] : [{ name: 'value', label: 'Value', type: 'text', value: setting.value === '' ? '' : shownValue(setting.value),
                    hint: rangeOf(setting) || 'Empty: none.' }]),
                { name: 'reason', label: 'Reason', type: 'textarea', hint: 'For the audit.', attributes: { maxlength: '1000' } },
            ],
            send: ({ value, reason }) => api.changeSettings(project.name, {
                settings: { [setting.name]: reset ? null : typedValue(setting, value) },
                ...(reason ? { reason: reason.replace(/\s+/g, ' ') } : {}),
            }),
        });
        if (!answer) return;
        items = answer.items;
        draw();
        body.querySelector(`[data-setting="${setting.name}"] button`).focus();
        announce(`${setting.name} is ${shownValue(items.find(({ name }) => name === setting.name).value)} now.`);
    }

    function row(setting) {
        const button = (word, reset) => h('button', {
            class: 'button small', type: 'button', 'aria-label': `${word} ${setting.name}`, click: () => change(setting, reset),
        }, word);
        const cell = (label, content, attributes = {}) =>
            h('td', { role: 'cell', 'data-label': label, ...attributes }, content);
        return h('tr', { role: 'row', 'data-setting': setting.name },
            h('th', { scope: 'row', role: 'rowheader', class: 'cell-name' },
                h('span', { class: 'test-name' }, setting.name),
                h('p', { class: 'sentence' }, setting.help)),
            cell('In force', setting.changed_at ? h('b', {}, shownValue(setting.value)) : shownValue(setting.value), { class: 'cell-value' }),
            cell('Default', shownValue(setting.default), { class: 'cell-value' }),
            cell('Changed', setting.changed_at ? [setting.changed_by, ', ', ago(setting.changed_at)]
                : h('span', { class: 'none' }, '–', h('span', { class: 'unseen' }, 'never'))),
            cell('Actions', h('div', { class: 'row-actions' }, button('Change', false),
                setting.changed_at ? button('Reset', true) : null), { class: 'cell-actions' }));
    }

    function draw() {
        body.replaceChildren(...items.map(row));
    }

    const header = (name) => h('th', { scope: 'col', role: 'columnheader' }, name);
    const element = h('div', { class: 'page page-settings' },
        h('div', { class: 'page-head' }, h('h1', {}, 'Settings'),
            h('p', { class: 'counts' }, 'What tests are judged by. An admin may change it; each change is recorded. ',
                h('a', { href: replayPath(project.name), 'data-page': true }, 'Try others on stored history'), '.')),
        policyFacts(project),
        h('table', { class: 'triage settings', role: 'table', 'aria-label': 'Settings' },
            h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
                ['Setting', 'In force', 'Default', 'Changed'].map(header),
                header(h('span', { class: 'unseen' }, 'Actions')))),
            body));
    draw();
    return { title: `Settings of ${project.name}`, element };
}
