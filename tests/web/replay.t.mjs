#!/usr/bin/env node
// Other settings tried on a stored history: one flaky event, and days later the test breaks for good.
import assert from 'node:assert/strict';
import { announced, axeFindings, overflow, picture, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService({ ESCAPEMENT_ANALYZE_EVERY_MS: '50' });
const browser = await startBrowser();
const shop = await makeProject(service, 'shop', { reports: false });
const fresh = await makeProject(service, 'fresh', { reports: false });
const { page, complaints } = await browser.open();
const commit = (number) => String(number).repeat(40);
const send = (number, attempt, failed) => service.upload('shop', shop.upload, service.file('sent.xml',
    `<testsuite name="shop"><testcase classname="Cart" name="adds">${failed ? '<failure message="boom"/>' : ''}</testcase>`
    + '<testcase classname="Cart" name="sells"/></testsuite>'),
{ commit: commit(number), build: `${number}`, job: 'unit', attempt, branch: 'main', exit_code: failed ? '1' : '0' });

await send(1, 1, true);
await send(1, 2, false);
await service.until('select count(*) from escapement.flake_event', '1');
await service.until('select count(*) from escapement.fold_queue', '0');
service.sql(`update escapement.flake_event set happened_at = happened_at - interval '5 days';
    update escapement.test set first_seen = first_seen - interval '9 days';
    update escapement.tally set day = day - 5`);
for (const number of [2, 3, 4, 5, 6, 7, 8, 9]) await send(number, 1, true);
await service.until('select count(*) from escapement.fold_queue', '0');

const value = (name) => page.locator(`.proposal input[name="${name}"]`);
const section = (name) => page.locator('.story section').filter({ has: page.getByRole('heading', { name }) });

test('the settings lead to it, and it says what it is for', async () => {
    await page.goto(`${service.url}/projects/shop/settings#token=${shop.triage}`);
    await page.getByRole('link', { name: 'Try others on stored history' }).click();
    await page.getByRole('heading', { name: 'Replay', level: 1 }).waitFor();
    assert.equal(await page.title(), 'Replay of shop – Escapement');
    assert.equal(await page.locator('[aria-current=page]').textContent(), 'Settings');
    await page.getByRole('button', { name: 'Replay' }).click();
    await announced(page, 'Propose a setting first.');
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'replay-empty');
});

test('what would enter is listed, with the regression that it would have hidden', async () => {
    await page.getByRole('combobox', { name: 'Propose' }).selectOption('min_events');
    assert.equal(await value('min_events').inputValue(), '2');
    await value('min_events').fill('1');
    await page.getByRole('combobox', { name: 'Propose' }).selectOption('entry_e');
    await value('entry_e').fill('1');
    await page.getByRole('button', { name: 'Replay' }).click();
    await announced(page, '1 entry instead of 0');
    assert.match(await section('Would enter: 1').textContent(), /adds.*Cart/s);
    assert.match(await section('Regressions that would have been hidden: 1').textContent(),
        /adds.*commits? excused before it was seen.*broken since 2{12}/s);
    assert.match(await page.getByRole('region', { name: 'Both settings' }).textContent(), /enter quarantine01/);
    assert.match(page.url(), /\?min_events=1&entry_e=1$/);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'replay');
});

test('the address keeps what was proposed', async () => {
    await page.reload();
    await settled(page);
    assert.equal(await value('min_events').inputValue(), '1');
    assert.equal(await section('Would enter: 1').count(), 1);
    await section('Would enter').getByRole('link', { name: 'adds' }).click();
    await page.getByRole('heading', { name: 'adds', level: 1 }).waitFor();
    await page.goBack();
    await section('Would enter: 1').waitFor();
});

test('a proposal is taken back; where nothing would change it says so', async () => {
    await page.getByRole('button', { name: 'Take back min_events' }).click();
    await page.getByRole('button', { name: 'Replay' }).click();
    await announced(page, 'Nothing would have changed.');
    await page.getByRole('heading', { name: 'Nothing would have changed.' }).waitFor();
});

test('a value that cannot be is refused in the words of the service', async () => {
    await value('entry_e').fill('much');
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('alert').getByText(/entry_e: "much" is not a number/i).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    complaints.length = 0; // a refusal is logged by the browser
});

test('it fits a narrow window, and without flaky events there is nothing to replay', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${service.url}/projects/shop/replay?min_events=1&entry_e=1&days=365`);
    await settled(page);
    await section('Would enter: 1').waitFor();
    assert.ok(await overflow(page) <= 0);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'replay-narrow');
    await page.goto(`${service.url}/projects/fresh/replay?min_events=1#token=${fresh.triage}`);
    await page.getByRole('heading', { name: 'Nothing to replay' }).waitFor();
    assert.deepEqual(complaints, []);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
