// What an agenda says: its sections, and the facts of a row as sentences.

import { h, joined } from './dom.js';
import { ago, dayOf } from './time.js';
import { count, figure, sentence, times } from './words.js';

export const sections = {
    promises: ['Promised before', 'What earlier weeks promised, and whether it was kept.'],
    alarms: ['Alarms', 'Quarantined tests that fail always, or in a new way: a regression may hide behind them.'],
    expired: ['Past their review date', 'Their failures stop builds again until somebody decides.'],
    new: ['New', 'Flaky for the first time since the last triage, or one new failure in several tests.'],
    worse: ['Worse', 'More flaky events than in as long a time before.'],
    unowned: ['Without an owner', 'Flagged or quarantined, and nobody owes the fix.'],
    recovered: ['Recovered', 'Out of quarantine, or quiet in it for long. There is nothing to decide.'],
};

export const decisions = {
    quarantine: { word: 'Quarantine', key: 'Q', done: 'Quarantined' },
    extend: { word: 'Extend', key: 'E', done: 'Quarantine extended' },
    fix: { word: 'Fix', key: 'F', done: 'To fix' },
    delete: { word: 'Delete', key: 'D', done: 'To delete' },
    dismiss: { word: 'Dismiss', key: 'X', done: 'Dismissed' },
};

export const weekOf = ({ week }) => week.replace(/^(\d+)-W(\d+)$/, 'week $2 of $1');

// The week that a time is in, as ISO 8601 counts them in UTC: that of its Thursday.
export function isoWeek(time = Date.now()) {
    const day = 86_400_000;
    const weekday = (new Date(time).getUTCDay() + 6) % 7;
    const thursday = new Date(time + (3 - weekday) * day);
    const year = thursday.getUTCFullYear();
    const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * day)) + 1;
    return `${year}-W${String(number).padStart(2, '0')}`;
}

// ", by payments, until 1 Dec 2026", of a decision or a promise.
function terms({ owner, due_on: due }) {
    return [owner ? [', by ', h('bdi', {}, owner)] : null, due ? [', until ', dayOf(due)] : null];
}

const percent = (rate) => `${(100 * rate).toFixed(rate < 0.1 ? 1 : 0)} %`;

function eventsSentence({ events, builds, runs }) {
    const now = events.now ? `Flaky ${times(events.now)}` : 'No flaky event';
    const before = events.before ? times(events.before) : 'never';
    const failed = builds ? ` It failed in ${count(builds, 'build')}.` : '';
    const ran = runs.now === null ? '' : ` In that time it ran ${times(runs.now)}, before ${times(runs.before ?? 0)}.`;
    return `${now} since the last triage, ${before} in as long a time before.${failed}${ran}`;
}

function scoreSentence({ score }) {
    if (!score || !score.events) return null;
    return `At a rate of ${percent(score.rate)} (${percent(score.low)} to ${percent(score.high)}): `
        + `${count(score.events, 'flaky event')} beside ${count(score.passes, 'passing run')}.`;
}

function closedSentence({ quarantine }) {
    if (quarantine?.state !== 'closed') return null;
    return [`Out of quarantine since `, ago(quarantine.closed_at), `: “${quarantine.close_reason}”`];
}

const alarms = { 'alarm.broken': 'It fails always', 'alarm.new_signature': 'It fails in a new way' };

const alarmSentence = ({ event, at, reason }) =>
    [alarms[event] ?? event, ', ', ago(at), reason ? `: ${sentence(reason)}` : '.'];

function promiseSentence(promise) {
    if (!promise) return null;
    return [`Promised in ${weekOf(promise)}: to ${promise.decision}`, terms(promise), `. “${promise.reason}”`];
}

// What is known of a row, each as the content of a paragraph.
export function sentences({ subject, facts }) {
    const said = [promiseSentence(facts.promise), ...(facts.alarms ?? []).map(alarmSentence)];
    if (subject.kind === 'test') {
        said.push(eventsSentence(facts), scoreSentence(facts), closedSentence(facts));
    } else {
        said.push(facts.tests ? [`One failure in ${count(facts.tests, 'test')} and `
            + `${count(facts.runs_of_signature, 'run')}, first seen `, ago(facts.first_seen), '.']
            : ['Last seen ', ago(facts.last_seen), '.']);
    }
    if (facts.carried_from) said.push(`Undecided since ${weekOf({ week: facts.carried_from })}.`);
    return said.filter(Boolean);
}

export function decisionSentence(decision) {
    return joined([
        [h('b', {}, decisions[decision.decision].done), terms(decision), `: “${decision.reason}”`],
        [decision.by, ', ', ago(decision.at)],
    ].map((part) => h('span', {}, part)));
}

export const decidedWords = (rows) => {
    const asking = rows.filter(({ asks }) => asks);
    return `${figure(asking.filter(({ decision }) => decision).length)} of ${figure(asking.length)} decided`;
};
