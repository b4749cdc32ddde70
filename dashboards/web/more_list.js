// A list that goes on: a page of entries, and a button for the next one.

import { h } from './dom.js';
import { announce } from './live.js';
import { count } from './words.js';

// @first is {items, next}; @read(after) promises the next; @item(entry) makes its element.
export function moreList({ first, read, item, noun, order = 'first' }) {
    const list = h('ol', { class: 'events' }, first.items.map(item));
    let { next } = first;
    let busy = false;
    const words = () => (next ? `The ${order} ${count(list.children.length, noun)}; there are more.`
        : `${count(list.children.length, noun)}, and that is all of this list.`);
    const status = h('p', { class: 'shown' }, words());
    const button = h('button', { class: 'button more', type: 'button', hidden: !next, click: more }, 'Show more');

    // The button keeps the focus while there is more; then the first new entry gets it.
    async function more() {
        if (busy) return;
        busy = true;
        button.textContent = 'Loading …';
        try {
            const answer = await read(next);
            if (!list.isConnected) return; // another list is on show by now
            next = answer.next;
            const added = answer.items.map(item);
            list.append(...added);
            status.textContent = words();
            if (!next) added[0]?.querySelector('a').focus();
            button.hidden = !next;
            announce(`${count(added.length, `more ${noun}`)}. ${status.textContent}`);
        } catch (error) {
            if (error.name === 'AbortError' || error.status === 401) return;
            status.textContent = `No more could be loaded: ${error.message}`;
            announce(status.textContent);
        } finally {
            busy = false;
            button.textContent = 'Show more';
        }
    }
    return h('div', {}, list, h('div', { class: 'after-list' }, status, button));
}
