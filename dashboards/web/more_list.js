// A list that goes on: a page of entries, and a button for the next one.

import { h } from './dom.js';
import { announce } from './live.js';
import { count } from './words.js';

// What stands below @list, the element of the entries on show: how many they are, and the button.
// @read(after) promises {items, next}; @item(entry) makes its element.
export function moreFoot({ list, next, read, item, noun, order = 'first' }) {
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
    return h('div', { class: 'after-list' }, status, button);
}

// A list with its foot. @first is {items, next}.
export function moreList({ first, read, item, noun, order }) {
    const list = h('ol', { class: 'events' }, first.items.map(item));
    return h('div', {}, list, moreFoot({ list, next: first.next, read, item, noun, order }));
}
