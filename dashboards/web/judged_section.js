// Gates that a bug passed: could each have caught it? What gates contain is counted from that.

import { api } from './api.js';
import { h } from './dom.js';
import { plain } from './escape_words.js';
import { formDialog } from './form_dialog.js';
import { plainTable } from './plain_table.js';
import { oneLine } from './words.js';

const judge = ({ project, bug }, gate) => formDialog({
    title: 'Could this gate have caught it?',
    subject: gate.gate,
    action: 'Say so',
    fields: [
        { name: 'could', label: 'It could', type: 'select', required: 'Yes or no is needed.', choices: { yes: 'Yes', no: 'No' },
            value: gate.could_have_caught === false ? 'no' : 'yes' },
        { name: 'word', label: 'Why', type: 'textarea', required: 'A word why is needed.', value: gate.why ?? '',
            hint: 'What it checks, or cannot.', attributes: { maxlength: '1000' } },
    ],
    send: ({ could, word }) => api.judgeGate(project.name, bug.id, gate.gate, { could_have_caught: could === 'yes', why: oneLine(word) }),
});

function row(part, gate) {
    const { project, bug, button } = part;
    const { gate: name, could_have_caught: could } = gate;
    const judged = could === null ? h('span', { class: 'muted' }, 'nobody has said') : could ? 'yes' : 'no';
    return [name, plain(gate.stage), judged, gate.why ?? '', h('span', { class: 'row-actions' },
        button(`judge-${name}`, could === null ? 'Judge' : 'Change', `${name} is judged.`, () => judge(part, gate),
            { 'aria-label': `${could === null ? 'Judge' : 'Change'}: ${name}` }),
        could === null ? null : button(`unjudge-${name}`, 'Take back', `${name} is open again.`,
            () => api.unjudgeGate(project.name, bug.id, name), { 'aria-label': `Take back: ${name}` }))];
}

export function judgedSection(part) {
    const passed = part.gates.filter(({ before }) => before);
    if (passed.length === 0) return null;
    return h('section', { class: 'judged' },
        h('h2', {}, 'Gates that it passed'),
        h('p', { class: 'lead' }, 'Could each have caught it? What gates contain is counted from that.'),
        plainTable('Gates that it passed', ['Gate', 'Stage', 'Could have', 'Why', ''], passed.map((gate) => row(part, gate)), { wrapped: true }));
}
