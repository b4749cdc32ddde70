// Lost time and money in words.

import { count } from './words.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

// Minutes of people and machines.
export function lostWords(minutes) {
    if (minutes === 0) return 'none';
    if (minutes < 1) return 'under a minute';
    if (minutes < 120) return `${whole.format(minutes)} min`;
    return `${tenth.format(minutes / 60)} h`;
}

export function moneyWords({ amount, currency }) {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount);
}

// What a test did to builds; @impact is not null.
export function buildsWords({ builds_blocked: blocked, builds_delayed: delayed }) {
    const parts = [blocked ? `${count(blocked, 'build')} blocked` : '', delayed ? `${count(delayed, 'build')} delayed` : ''];
    return parts.filter(Boolean).join(', ') || 'no build stopped or delayed';
}

// The lot in a line; @impact is not null.
export const costWords = (impact) =>
    `${lostWords(impact.minutes_lost)} in ${count(impact.window_days, 'day')}: ${buildsWords(impact)}`;
