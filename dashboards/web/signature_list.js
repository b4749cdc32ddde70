// What the failures of a test say, and which of it an open quarantine covers.

import { h, joined } from './dom.js';
import { signaturePath } from './router.js';
import { textBlock } from './text_block.js';
import { ago } from './time.js';
import { count } from './words.js';

// @inForce: there is a quarantine that could cover it.
function item(project, signature, inForce) {
    return h('li', { class: 'signature' },
        h('p', { class: 'signature-facts' }, joined([
            inForce ? h('span', { class: signature.covered ? 'covered yes' : 'covered no' },
                signature.covered ? 'Covered' : 'Not covered: stops a build') : null,
            h('b', {}, count(signature.failures, 'failure')),
            h('span', {}, 'first ', ago(signature.first_seen)),
            h('span', {}, 'last ', ago(signature.last_seen)),
            h('a', { href: signaturePath(project.name, signature.cluster.id), 'data-page': true },
                signature.cluster.name ?? 'all that fails so'),
        ])),
        textBlock(signature.text, 'Signature'),
        signature.exemplar && signature.exemplar !== signature.text
            ? h('details', {}, h('summary', {}, 'An example'),
                textBlock(signature.exemplar, 'Example'))
            : null);
}

export function signatureList(project, signatures, quarantine) {
    const inForce = Boolean(quarantine) && quarantine.state !== 'proposed' && !quarantine.expired;
    return h('section', { class: 'signatures' },
        h('h2', {}, 'Signatures'),
        signatures.length === 0
            ? h('p', { class: 'muted' }, 'No failure is stored.')
            : [
                h('p', { class: 'lead' }, 'Failures that say the same, numbers and addresses aside. '
                    + 'A quarantine excuses only those it covers.'),
                h('ul', { class: 'plain-list' }, signatures.map((one) => item(project, one, inForce))),
            ]);
}
