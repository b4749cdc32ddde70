// Numbers and names in words. No number goes on a page without saying what it counts.

const number = new Intl.NumberFormat('en');

export function count(value, noun) {
    const many = noun.endsWith('ry') ? `${noun.slice(0, -1)}ies` : `${noun}${noun.endsWith('ch') ? 'es' : 's'}`;
    return `${number.format(value)} ${value === 1 ? noun : many}`;
}

export function figure(value) {
    return number.format(value);
}

export function times(value) {
    return value === 1 ? 'once' : value === 2 ? 'twice' : `${number.format(value)} times`;
}

export function seconds(value) {
    if (value === null || value === undefined) return 'no time given';
    if (value >= 7200) return `${(value / 3600).toFixed(1)} h`;
    if (value >= 120) return `${number.format(Math.round(value / 60))} min`;
    if (value < 0.1) return `${Math.round(value * 1000)} ms`;
    return `${value >= 10 ? value.toFixed(1) : value.toFixed(2)} s`;
}

export function share(part, whole) {
    if (!whole) return '0 of 0';
    const percent = (100 * part) / whole;
    const text = percent > 0 && percent < 1 ? '< 1' : percent.toFixed(0);
    return `${number.format(part)} of ${number.format(whole)} (${text} %)`;
}

// A rate of the service, which has both its numbers.
export const ratio = ({ numerator, denominator }) => share(numerator, denominator);

export function percent(value) {
    const hundred = 100 * value;
    if (hundred > 0 && hundred < 0.1) return '< 0.1 %';
    return `${hundred.toFixed(hundred > 0 && hundred < 10 ? 1 : 0)} %`;
}

export function shortCommit(commit) {
    return /^[0-9a-f]{12,}$/i.test(commit) ? commit.slice(0, 12) : commit;
}

// Where a test lives, without saying the same name twice: runners often repeat the suite as class.
export function home(test) {
    const parts = [];
    for (const part of [test.suite, test.classname]) {
        if (part && part !== test.name && !parts.includes(part)) parts.push(part);
    }
    return parts.length === 2 && parts[1].startsWith(parts[0]) ? parts[1] : parts.join(' › ');
}

export function place(item) {
    if (!item.file) return null;
    return item.line ? `${item.file}:${item.line}` : item.file;
}

// Fields hold one line of text each, as the service keeps them.
export const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

// A clause of the service as a sentence of its own.
export function sentence(clause) {
    const text = clause.charAt(0).toUpperCase() + clause.slice(1);
    return /[.!?]$/.test(text) ? text : `${text}.`;
}

// What the ledger knows of a test of the list, as one sentence.
export function evidenceSentence(item) {
    if (item.events > 0) {
        return `Failed ${times(item.events)} where the same commit also passed.`;
    }
    if (item.failing_runs > 0) {
        return `Failed in ${count(item.failing_runs, 'run')}, and never both failed and passed on one commit.`;
    }
    return 'Never seen failing.';
}
