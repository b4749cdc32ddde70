#!/usr/bin/env node
// The list of quarantines with its decisions, one and many; and the settings that they follow.
import assert from 'node:assert/strict';
import { announced, axeFindings, overflow, picture, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { makeProject, manyTests } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop');
const many = await makeProject(service, 'many', { reports: false });
await makeProject(service, 'fresh', { reports: false });
await service.upload('many', many.upload, service.file('many.xml', manyTests(600, 55)),
    { commit: 'abcdef1', job: 'unit', branch: 'main', exit_code: '0' });
const admin = service.token('shop', 'admin');
const { page, complaints } = await browser.open();
const rows = () => page.locator('tbody tr');
const dialog = () => page.locator('dialog[open]');
async function decide(action, values) {
    await dialog().getByLabel('Decision').selectOption(action);
    for (const [label, value] of Object.entries(values)) await dialog().getByLabel(label, { exact: false }).fill(value);
    await dialog().getByRole('button', { name: 'Decide' }).click();
}

test('the bar leads to the quarantine, which says what waits', async () => {
    await page.goto(`${service.url}/projects/shop#token=${shop.triage}`);
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Quarantine' }).click();
    await page.getByRole('heading', { name: 'Quarantine', level: 1 }).waitFor();
    await settled(page);
    assert.equal(await page.title(), 'Quarantine of shop – Escapement');
    assert.ok(await rows().count() >= 1);
    assert.match(await rows().first().textContent(), /Flagged.*failed and passed on one commit/s);
    assert.deepEqual(await axeFindings(page), []);
});

test('a decision takes a reason, and the row says what was decided', async () => {
    await rows().first().getByRole('button', { name: /^Decide on/ }).click();
    await dialog().getByRole('button', { name: 'Decide' }).click();
    assert.match(await dialog().textContent(), /A reason is needed/);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'decide');
    await decide('activate', { Reason: 'the queue is slow at night' });
    await announced(page, 'Decided on');
    assert.match(await rows().first().textContent(), /Quarantined.*the queue is slow at night/s);
});

test('a fix is proved, and shown as such', async () => {
    await rows().first().getByRole('button', { name: /^Decide on/ }).click();
    await decide('fix', { Reason: 'waits for the queue now', Commit: '9f2c1e7' });
    await rows().first().getByText('Fixed in 9f2c1e7').waitFor();
    assert.match(await rows().first().textContent(), /Proving/);
    await page.getByLabel('Proving').check();
    await announced(page, '1 quarantine, and that is all');
    assert.match(page.url(), /\?state=proving$/);
});

test('what the service refuses is said in the dialog', async () => {
    await rows().first().getByRole('button', { name: /^Decide on/ }).click();
    await decide('deleted', { Reason: 'never found the cause' });
    await dialog().getByText('gap is missing').waitFor();
    await decide('deleted', { Reason: 'never found the cause', Gap: 'late confirmations' });
    await page.getByRole('heading', { name: 'No quarantine matches' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await settled(page);
    await page.getByLabel('Closed').check();
    await page.getByText('late confirmations').waitFor();
    assert.match(await rows().first().textContent(), /Closed, deleted.*Nothing tests any more: Late confirmations/s);
    assert.deepEqual(await axeFindings(page), []);
});

test('many are decided on at once', async () => {
    await page.goto(`${service.url}/projects/many/quarantine#token=${many.triage}`);
    await settled(page);
    assert.equal(await rows().count(), 50);
    await picture(page, 'quarantine');
    await page.getByRole('button', { name: 'Decide on the chosen' }).click();
    await announced(page, 'Choose quarantines first');
    await rows().nth(0).getByRole('checkbox').check();
    await rows().nth(1).getByRole('checkbox').check();
    await page.getByText('2 quarantines chosen.').waitFor();
    await page.getByRole('button', { name: 'Decide on the chosen' }).click();
    await decide('activate', { Reason: 'the shelf is mended next week' });
    await announced(page, 'Done to 2 of 2.');
    await page.getByLabel('In force').check();
    await announced(page, '2 quarantines, and that is all');
});

test('a long list goes on', async () => {
    await page.getByLabel('Open', { exact: true }).check();
    await announced(page, 'The newest 50 quarantines; there are more.');
    await page.getByRole('button', { name: 'Show more' }).click();
    await announced(page, '55 quarantines, and that is all');
    assert.equal(await rows().count(), 55);
});

test('an empty one says what it waits for', async () => {
    const fresh = service.token('fresh', 'read');
    await page.goto(`${service.url}/projects/fresh/quarantine#token=${fresh}`);
    await page.getByRole('heading', { name: 'Nothing in quarantine' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
});

test('the settings are shown with their defaults', async () => {
    await page.goto(`${service.url}/projects/shop#token=${shop.triage}`);
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await settled(page);
    assert.match(await page.locator('[data-setting=min_events]').textContent(), /commits with flaky events.*22/s);
    assert.match(await page.locator('.panel-policy').textContent(), /a person decides.*30 days/s);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'settings');
});

test('who may not change them is told so', async () => {
    await page.getByRole('button', { name: 'Change min_events' }).click();
    await dialog().getByLabel('Value').fill('3');
    await dialog().getByRole('button', { name: 'Change' }).click();
    await dialog().getByText(/admin/).waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
});

test('an admin changes one, and takes it back', async () => {
    complaints.length = 0; // a refusal is logged by the browser
    await page.goto(`${service.url}/projects/shop/settings#token=${admin}`);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await settled(page);
    const row = page.locator('[data-setting=min_events]');
    await row.getByRole('button', { name: 'Change min_events' }).click();
    await dialog().getByLabel('Value').fill('3');
    await dialog().getByLabel('Reason').fill('a small suite');
    await dialog().getByRole('button', { name: 'Change' }).click();
    await announced(page, 'min_events is 3 now.');
    assert.match(await row.textContent(), /just now/);
    await row.getByRole('button', { name: 'Reset min_events' }).click();
    await dialog().getByRole('button', { name: 'Reset' }).click();
    await announced(page, 'min_events is 2 now.');
    assert.equal(await row.getByRole('button', { name: 'Reset min_events' }).count(), 0);
});

test('both fit a narrow window', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await picture(page, 'narrow');
    assert.ok(await overflow(page) <= 0);
    await page.goto(`${service.url}/projects/shop/quarantine?state=closed`);
    await settled(page);
    assert.ok(await overflow(page) <= 0);
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(complaints, []);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
