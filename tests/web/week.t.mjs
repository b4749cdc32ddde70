#!/usr/bin/env node
// The weekly triage on its page: opened, gone down with the keyboard, closed, and begun again.
import assert from 'node:assert/strict';
import { announced, axeFindings, focusedText, overflow, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { commits, makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop', { reports: false });
const sound = await makeProject(service, 'sound', { reports: false });
const fresh = await makeProject(service, 'fresh', { reports: false });
const { page, complaints } = await browser.open();
const row = (name) => page.locator('.agenda-row', { has: page.getByRole('link', { name, exact: true }) });
const section = (name) => page.locator('.agenda-section', { has: page.getByRole('heading', { name, level: 2 }) });
const dialog = () => page.getByRole('dialog');
const steady = ['adds', 'empties', 'fills', 'keeps', 'prints', 'sorts'];

async function send(project, flaky, commit) {
    const cases = [...steady, ...flaky].map((name) => `<testcase classname="shop.Cart" name="${name}" time="0.1">`
        + (flaky.includes(name) ? `<flakyFailure type="E" message="${name} waits for the till"/>` : '') + '</testcase>');
    const file = service.file('sent.xml', `<testsuite name="shop.Cart">${cases.join('')}</testsuite>`);
    await service.upload(project.name, project.upload, file, { commit, job: 'unit', branch: 'main', exit_code: '0' });
}

async function visit(path, token) {
    await page.goto('about:blank');
    await page.goto(`${service.url}${path}#token=${token}`);
    await settled(page);
}

// No clock can be set: what has a time is moved into the past.
const passWeek = () => service.sql(`
    select escapement.partition_ensure(now() - n * interval '7 days') from generate_series(0, 2) n;
    update escapement.report set received_at = received_at - interval '7 days';
    update escapement.failure set received_at = received_at - interval '7 days';
    update escapement.result_block set received_at = received_at - interval '7 days';
    update escapement.flake_event set happened_at = happened_at - interval '7 days';
    update escapement.test_state set last_event_at = last_event_at - interval '7 days';
    update escapement.quarantine set opened_at = opened_at - interval '7 days',
        activated_at = activated_at - interval '7 days', review_at = review_at - interval '40 days';
    update escapement.triage_decision set decided_at = decided_at - interval '7 days', due_on = due_on - 20;
    update escapement.triage set opened_at = opened_at - interval '7 days', since = since - interval '7 days',
        closed_at = closed_at - interval '7 days', week = to_char(now() - interval '7 days', 'IYYY-"W"IW')`);

await send(shop, ['pays'], commits.first);
await send(shop, ['ships', 'counts'], commits.second);
await send(sound, [], commits.first);

test('the bar leads to the triage, which is opened for the week', async () => {
    await visit('/projects/shop', shop.triage);
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Triage' }).click();
    await page.getByRole('heading', { name: /^The triage of week \d\d of \d{4} is not open yet$/ }).waitFor();
    assert.equal(await page.locator('[aria-current=page]').textContent(), 'Triage');
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByRole('heading', { name: /^Triage of week \d\d of \d{4}$/, level: 1 }).waitFor();
    assert.equal(await section(/^New/).locator('.agenda-row').count(), 3);
    assert.match(await page.locator('.counts').textContent(), /0 of 3 decided/);
    assert.match(await row('pays').textContent(),
        /Flagged.*Flaky once since the last triage, never in as long a time before\. It failed in 1 build.*no owner/s);
});

test('the arrow keys go down the rows, and a letter decides', async () => {
    const names = await page.locator('.agenda-row .test-name').allTextContents();
    await page.locator('.agenda-row .test-name').first().focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await focusedText(page), names[1]);
    await row('pays').getByRole('link').focus();
    await page.keyboard.press('f');
    await page.getByRole('dialog', { name: 'Promise a fix' }).waitFor();
    await page.keyboard.type('The till has to be asked twice');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('An owner is needed.').waitFor();
    await page.keyboard.type('payments');
    await page.keyboard.press('Enter');
    await announced(page, 'pays: To fix. 1 of 3 decided.');
    assert.match(await row('pays').locator('.decision').textContent(),
        /To fix, by payments, until .*“The till has to be asked twice”/);
    assert.match(await page.locator('.counts').textContent(), /1 of 3 decided/);
    assert.equal(await focusedText(page), 'pays');
});

test('a decision acts at once, and a later one takes its place', async () => {
    await row('ships').getByRole('link').focus();
    await page.keyboard.press('x');
    await dialog().getByLabel('Reason').fill('It is about to go');
    await page.keyboard.press('Enter');
    await dialog().getByRole('button', { name: 'Dismiss' }).click();
    await announced(page, 'ships: Dismissed. 2 of 3 decided.');
    await page.keyboard.press('q');
    await dialog().getByLabel('Reason').fill('It stays after all');
    await dialog().getByRole('button', { name: 'Quarantine' }).click();
    await announced(page, 'ships: Quarantined. 2 of 3 decided.');
    const tests = await page.evaluate(async (token) => (await (await fetch('/api/v1/projects/shop/quarantine?state=active',
        { headers: { Authorization: `Bearer ${token}` } })).json()).items.map(({ test: { name } }) => name), shop.triage);
    assert.deepEqual(tests, ['ships']);
    assert.deepEqual(await axeFindings(page), []);
});

test('a letter outside of a row does nothing, nor does one in a field', async () => {
    await page.getByRole('button', { name: 'Close into the digest' }).focus();
    await page.keyboard.press('f');
    assert.equal(await dialog().count(), 0);
    await row('counts').getByRole('link').focus();
    await page.keyboard.press('d');
    await page.keyboard.type('fixed');
    assert.equal(await dialog().getByLabel('Reason').inputValue(), 'fixed');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    assert.equal(await row('counts').locator('.decision').count(), 0);
});

test('who may only read is refused in the dialog', async () => {
    await visit('/projects/shop/triage', service.token('shop', 'read'));
    await row('counts').getByRole('button', { name: 'Dismiss counts' }).click();
    await dialog().getByLabel('Reason').fill('May I?');
    await dialog().getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('.dialog-problem p').waitFor();
    await page.keyboard.press('Escape');
    complaints.length = 0; // a refusal is logged by the browser
    await visit('/projects/shop/triage', shop.triage);
});

test('it is closed into a digest, which is shown before', async () => {
    await page.getByRole('button', { name: 'Close into the digest' }).click();
    await dialog().getByText('1 row without a decision: on the next agenda again.').waitFor();
    assert.match(await dialog().getByRole('group', { name: 'Digest in Markdown' }).textContent(), /## To fix/);
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press('Enter');
    await announced(page, 'is closed.');
    await page.getByRole('heading', { name: 'Digest' }).waitFor();
    assert.match(await page.locator('.digest').textContent(), /2 of 3 rows decided.*## Undecided, and on the next agenda/s);
    assert.equal(await page.locator('.agenda-row button').count(), 0, 'a closed one is only read');
    assert.deepEqual(await axeFindings(page), []);
    await visit('/projects/shop/triage', shop.triage);
    await page.getByRole('heading', { name: /is closed$/ }).waitFor();
    await page.getByRole('link', { name: 'Its digest' }).click();
    await page.getByRole('heading', { name: 'Digest' }).waitFor();
});

test('the next one begins with what was promised', async () => {
    passWeek();
    await send(shop, ['pays'], commits.third);
    await visit('/projects/shop/triage', shop.triage);
    await page.getByRole('button', { name: 'Open it' }).click();
    await section(/^Promised before/).waitFor();
    assert.match(await page.locator('.agenda-section').first().textContent(),
        /Promised before.*pays.*Not kept: still flaky.*Promised in week \d\d of \d{4}: to fix, by payments, until/s);
    assert.match(await section(/^Past their review date/).textContent(), /ships.*Review overdue/s);
    assert.match(await section(/^New/).textContent(), /counts.*Undecided since week/s);
    await row('ships').getByRole('button', { name: 'Extend ships' }).click();
    await dialog().getByLabel('Reason').fill('The fix waits for the till');
    await dialog().getByRole('button', { name: 'Extend' }).click();
    await announced(page, 'ships: Quarantine extended. 1 of 3 decided.');
    assert.equal(await page.locator('.weeks li').count(), 2);
    assert.deepEqual(await axeFindings(page), []);
});

test('it fits a narrow window', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    assert.ok(await overflow(page) <= 0);
    await page.locator('.weeks a').last().click();
    await page.getByRole('heading', { name: 'Digest' }).waitFor();
    assert.ok(await overflow(page) <= 0);
    await page.setViewportSize({ width: 1280, height: 900 });
});

test('where there is nothing to decide it says so', async () => {
    await visit('/projects/sound/triage', sound.triage);
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByRole('heading', { name: 'Nothing to decide' }).waitFor();
    await visit('/projects/fresh/triage', fresh.triage);
    await page.getByRole('heading', { name: 'No reports yet' }).waitFor();
    assert.deepEqual(complaints, []);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
