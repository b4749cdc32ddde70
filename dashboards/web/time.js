// Times: near ones as people say them, with the exact one in reach; dates where a day is meant.

import { h } from './dom.js';

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
    timeZoneName: 'short',
});
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
// A unit serves until its number passes the limit: "13 days ago", then "2 weeks ago".
const units = [
    ['minute', 60, 59], ['hour', 3600, 23], ['day', 86_400, 13], ['week', 604_800, 8],
    ['month', 2_629_800, 23], ['year', 31_557_600, Infinity],
];

export function relativeText(then, now = Date.now()) {
    const passed = (then - now) / 1000;
    if (Math.abs(passed) < 45) return 'just now';
    const [unit, length] = units.find(([, size, limit]) => Math.round(Math.abs(passed) / size) <= limit);
    return relative.format(Math.round(passed / length), unit);
}

export function exactText(time) {
    return exact.format(new Date(time));
}

export function ago(time) {
    if (!time) return h('span', { class: 'none' }, 'never');
    return h('time', { datetime: time, title: exactText(time), 'data-relative': true },
        relativeText(Date.parse(time)));
}

export function date(time) {
    return h('time', { datetime: time, title: `${exactText(time)}, ${relativeText(Date.parse(time))}` },
        day.format(new Date(time)));
}

// "2026-12-01" as the day it is, wherever it is read.
export function dayOf(value) {
    const [year, month, number] = value.split('-').map(Number);
    return h('time', { datetime: value }, day.format(new Date(year, month - 1, number)));
}

// A page may stay open all morning; its "2 minutes ago" must not.
export function keepTimesTrue() {
    setInterval(() => {
        for (const element of document.querySelectorAll('time[data-relative]')) {
            element.textContent = relativeText(Date.parse(element.dateTime));
        }
    }, 30_000);
}

// The value of a date field: the day it is here, @days from now.
export function dayFromNow(days) {
    const then = new Date();
    then.setDate(then.getDate() + days);
    const two = (number) => String(number).padStart(2, '0');
    return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

const dayOfAll = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

// A day of the service, which reckons in UTC, in words.
export const utcDay = (day) => dayOfAll.format(new Date(day));

// The day so many before @day (null: today), both in UTC.
export function daysBefore(day, count) {
    const then = day ? Date.parse(day) : Date.now();
    return new Date(then - count * 86400000).toISOString().slice(0, 10);
}

// The end of that day, here: what is in force until a date is in force on it.
export function endOfDay(value) {
    const [year, month, date] = value.split('-').map(Number);
    return new Date(year, month - 1, date, 23, 59, 59).toISOString().replace(/\.\d+Z$/, 'Z');
}
