// A ticket: a link when it is an address of the web, its text otherwise.

import { h } from './dom.js';

export function ticketLink(ticket) {
    let address;
    try {
        address = new URL(ticket);
    } catch {
        return h('span', {}, ticket);
    }
    if (address.protocol !== 'https:' && address.protocol !== 'http:') return h('span', {}, ticket);
    const name = address.pathname.split('/').filter(Boolean).pop() ?? address.host;
    return h('a', { href: address.href, rel: 'noreferrer', title: address.href }, name);
}
