// Builds elements. Text only ever becomes a text node, so nothing from a report can be markup.

export function h(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
        if (value === null || value === undefined || value === false) continue;
        if (typeof value === 'function') element.addEventListener(key, value);
        else element.setAttribute(key, value === true ? '' : value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined
        && child !== false));
    return element;
}

// Inline parts between which the reader should see, and hear, a pause.
export function joined(parts, separator = ' · ') {
    return parts.filter(Boolean).flatMap((part, index) => (index ? [separator, part] : [part]));
}

let ids = 0;

export function uniqueId(prefix) {
    ids += 1;
    return `${prefix}-${ids}`;
}
