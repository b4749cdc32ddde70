#!/usr/bin/env node
// The page of one test: its strip, the evidence against it, and what was decided.
import assert from 'node:assert/strict';
import { announced, focusedText, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { commits, flakyTest, makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop');
await shop.report('gotest/failing.xml', { commit: commits.third, build: '3', exit_code: '1' });
const { page, complaints } = await browser.open();
const section = (name) => page.locator('section', { has: page.getByRole('heading', { name, level: 2 }) });

test('a link of the list leads to the test, which names itself', async () => {
    await page.goto(`${service.url}/projects/shop?q=is_confirmed#token=${shop.triage}`);
    await page.getByRole('link', { name: flakyTest }).click();
    await page.getByRole('heading', { name: flakyTest, level: 1 }).waitFor();
    assert.match(await page.locator('.page-head').textContent(), /example\.org\/shop\/shop/);
    assert.match(await section('Facts').textContent(), /HealthFlaky/);
    assert.equal(await page.title(), `${flakyTest} – Escapement`);
    assert.equal(await focusedText(page), flakyTest);
});

test('headings go down one step at a time', async () => {
    const levels = await page.locator('main :is(h1, h2, h3, h4)').evaluateAll((all) =>
        all.map(({ tagName }) => Number(tagName[1])));
    assert.equal(levels[0], 1);
    levels.slice(1).forEach((level, index) => assert.ok(level <= levels[index] + 1, levels.join(' ')));
});

test('the strip has a tick a run, oldest first, each told in words', async () => {
    const labels = await page.locator('.tick').evaluateAll((ticks) =>
        ticks.map((tick) => tick.getAttribute('aria-label')));
    assert.equal(labels.length, 3);
    assert.match(labels[0], /^passed, commit 1111111111aa, build \d+, .*\d{4}, \d\d:\d\d.*, [\d.]+ m?s$/);
    assert.match(labels[1], /^failed, then passed, commit 2222222222aa, /);
    assert.match(labels[2], /, commit 3333333333aa, /);
});

test('outcomes differ in shape, not in colour alone', async () => {
    const shapes = await page.locator('.tick .mark').evaluateAll((marks) => marks.map((mark) => {
        const { width, height, backgroundImage } = getComputedStyle(mark);
        return `${width} ${height} ${backgroundImage === 'none' ? 'whole' : 'split'}`;
    }));
    assert.notEqual(shapes[0], shapes[1]);
});

test('arrow keys walk the strip, of which one tick is in the tab order', async () => {
    assert.equal(await page.locator('.tick[tabindex="0"]').count(), 1);
    await page.locator('.tick[tabindex="0"]').focus();
    assert.match(await focusedText(page), /commit 3333333333/);
    await page.keyboard.press('ArrowLeft');
    assert.match(await focusedText(page), /commit 2222222222/);
    assert.match(await page.locator('.readout').textContent(), /failed, then passed.*2222222222.*main/);
    await page.keyboard.press('Home');
    assert.match(await focusedText(page), /commit 1111111111/);
    await page.keyboard.press('ArrowLeft');
    assert.match(await focusedText(page), /commit 1111111111/);
    await page.keyboard.press('End');
    assert.match(await focusedText(page), /commit 3333333333/);
});

test('the same runs can be read as a table, newest first', async () => {
    await page.getByText('The same runs as a table').click();
    const rows = await page.locator('.plain-table tbody tr').allTextContents();
    assert.equal(rows.length, 3);
    assert.match(rows[0], /3333333333/);
    assert.match(rows[2], /passed1111111111/);
});

test('each event shows its sentence and its attempts in order', async () => {
    const evidence = section('Evidence');
    const sentence = await evidence.getByRole('heading', { level: 3 }).first().textContent();
    assert.match(sentence, /^Failed and passed within one report of job unit on commit 2222222222/);
    const attempts = await evidence.locator('.event').first().locator('.attempt').allTextContents();
    assert.equal(attempts.length, 2);
    assert.match(attempts[0], /Attempt 1 failed/);
    assert.match(attempts[0], /Signature: .*reservation R-<n> is pending/);
    assert.match(attempts[1], /Attempt 2 passed/);
});

test('an event leads to its build, which tells what was excused there', async () => {
    await section('Evidence').getByRole('link', { name: /^build \d+$/ }).first().click();
    await page.getByRole('heading', { name: 'Build 2', level: 1 }).waitFor();
    assert.match(await page.locator('.panel').textContent(), /Passed.*2222222222.*main/s);
    await page.getByRole('heading', { name: 'Excused failures' }).waitFor();
    assert.match(await section('Excused failures').textContent(), /Excused: passed on a retry/);
    await page.goBack();
    await page.getByRole('heading', { name: flakyTest, level: 1 }).waitFor();
});

test('words that are past their keeping time are said to be', async () => {
    service.sql('create table escapement.kept as select * from escapement.failure_text; '
        + 'delete from escapement.failure_text');
    await page.reload();
    await page.getByRole('heading', { name: flakyTest, level: 1 }).waitFor();
    const attempts = await section('Evidence').locator('.event').first().locator('.attempt').allTextContents();
    assert.match(attempts[0], /Attempt 1 failed.*Its words are past their keeping time\.Signature: /);
    assert.doesNotMatch(attempts[1], /keeping time/);
    service.sql('insert into escapement.failure_text select * from escapement.kept; drop table escapement.kept');
    await page.reload();
    await page.getByRole('heading', { name: flakyTest, level: 1 }).waitFor();
});

test('signatures count their failures and say what a quarantine covers', async () => {
    const signatures = section('Signatures');
    assert.match(await signatures.textContent(), /\d failures?/);
    assert.doesNotMatch(await signatures.textContent(), /Covered/);
    await page.getByRole('button', { name: 'Quarantine', exact: true }).click();
    await page.getByLabel('Reason').fill('The queue is slow in CI');
    await page.getByRole('dialog').getByRole('button', { name: 'Quarantine' }).click();
    await announced(page, 'is quarantined');
    await signatures.getByText('Covered').first().waitFor();
    assert.match(await page.locator('.panel').textContent(), /Quarantined.*The queue is slow in CI/s);
});

test('periods are kept when they end', async () => {
    await page.getByRole('button', { name: 'Release', exact: true }).click();
    await page.getByLabel('Reason').fill('The queue is fast again');
    await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
    await announced(page, 'is released');
    const periods = section('Quarantine periods');
    await periods.getByRole('heading', { name: 'Quarantined, then released' }).waitFor();
    assert.match(await periods.textContent(), /The queue is slow in CI.*The queue is fast again/s);
    assert.match(await page.locator('.panel').textContent(), /Not quarantined/);
});

test('numbers of the history show what they are a share of', async () => {
    assert.match(await page.locator('.history').textContent(),
        /Ended red in \d of 3 \(\d+ %\); failed and then passed in 1 of 3 \(33 %\)\./);
});

test('a test that is not there is a problem in words', async () => {
    assert.deepEqual(complaints, []);
    await page.goto(`${service.url}/projects/shop/tests/99999`);
    await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
    assert.match(await page.locator('.problem').textContent(), /no such test/i);
    await page.getByRole('button', { name: 'Try again' }).click();
    await settled(page);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
