// What people and CI give as a place: a link when it is an address of the web, its text otherwise.

import { h } from './dom.js';

export function webLink(text, label) {
    let address;
    try {
        address = new URL(text);
    } catch {
        return h('span', {}, text);
    }
    if (address.protocol !== 'https:' && address.protocol !== 'http:') return h('span', {}, text);
    const name = label ?? address.pathname.split('/').filter(Boolean).pop() ?? address.host;
    return h('a', { href: address.href, rel: 'noreferrer', title: address.href }, name);
}
