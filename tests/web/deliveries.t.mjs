#!/usr/bin/env node
// The page of deliveries: who is told, what was told, what was given up and goes again.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { announced, axeFindings, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

// Refuses what is about test 13 until it is told to take all.
let takesAll = false;
const receiver = createServer((request, answer) => {
    let text = '';
    request.on('data', (bytes) => { text += bytes; });
    request.on('end', () => {
        const refused = !takesAll && /"kind":"test","id":13\b/.test(text);
        answer.writeHead(refused ? 422 : 200, { 'Content-Type': 'application/json' });
        answer.end(JSON.stringify(refused ? { message: 'no <b>13</b>' } : { taken: true }));
    });
});
await new Promise((ready) => { receiver.listen(0, '127.0.0.1', ready); });
const address = `http://127.0.0.1:${receiver.address().port}/hook`;

const service = await startService({
    ESCAPEMENT_DELIVER_LOOPBACK: '1', ESCAPEMENT_DELIVER_POLL_MS: '30', ESCAPEMENT_SECRET_HOOK: 'a signing key',
    ESCAPEMENT_DELIVER_PER_MINUTE: '100000',
});
const browser = await startBrowser();
const shop = await makeProject(service, 'shop', { reports: false });
const admin = service.token('shop', 'admin');
const { page, complaints } = await browser.open();
const items = () => page.locator('.delivery');
const section = (name) => page.locator('section', { has: page.getByRole('heading', { name, level: 2 }) });

function happens(subject, event) {
    service.sql(`insert into escapement.outbox (project_id, added_at, subject_kind, subject_id, event, payload)
        select project_id, clock_timestamp(), 'test', ${subject}, '${event}', '{"reason": "slow"}'
        from escapement.project where name = 'shop'`);
}

// Shows the page again until it is as it has to be; the program that runs this bounds it.
async function until(look) {
    for (;;) {
        await page.reload();
        await page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
        await settled(page);
        if (await look()) return;
    }
}

test('the bar leads to it, and it says that nobody is told', async () => {
    await page.goto(`${service.url}/projects/shop#token=${admin}`);
    await page.getByRole('navigation', { name: 'Pages of this project' })
        .getByRole('link', { name: 'Deliveries' }).click();
    await page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
    await settled(page);
    assert.equal(await page.title(), 'Deliveries of shop – Escapement');
    assert.match(await section('Destinations').textContent(), /Nobody is told yet/);
    assert.match(await page.locator('.results').textContent(), /Nothing was told yet/);
    assert.deepEqual(await axeFindings(page), []);
});

test('a destination is added with the name of its secret', async () => {
    await page.getByRole('button', { name: 'Add a destination' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Chat & <b>co</b>');
    await dialog.getByLabel('Kind').selectOption('webhook');
    await dialog.getByLabel('Address').fill(address);
    await dialog.getByLabel('Name of its secret').fill('hook');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await page.getByText('Capital letters, digits and _ only.').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByLabel('Name of its secret').fill('HOOK');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await announced(page, 'was added');
    assert.match(await section('Destinations').textContent(), /On Chat & <b>co<\/b>.*Webhook.*secret HOOK found/s);
});

test('what the service refuses is said in the form', async () => {
    await page.getByRole('button', { name: 'Add a destination' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Inside');
    await dialog.getByLabel('Kind').selectOption('webhook');
    await dialog.getByLabel('Address').fill('https://10.0.0.1/x');
    await dialog.getByLabel('Name of its secret').fill('HOOK');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByText('deliver_private_hosts').waitFor();
    await page.keyboard.press('Escape');
});

test('it is tried out where it stands', async () => {
    await page.getByRole('button', { name: /^Try out/ }).click();
    await page.getByText(/It works: answered 200 in/).waitFor();
});

test('what was told and what was given up are listed', async () => {
    happens(12, 'quarantine.active');
    happens(13, 'quarantine.active');
    await until(async () => /1 given up/.test(await section('Destinations').textContent())
        && await items().count() === 3);
    const texts = await items().allTextContents();
    assert.match(texts[0], /Given up quarantine: active · test 13.*to Chat.*1 attempt.*answers 422.*no <b>13<\/b>/s);
    assert.match(texts[1], /Delivered quarantine: active · test 12/);
    assert.match(texts[2], /Delivered destination: create · the project/);
    assert.deepEqual(await axeFindings(page), []);
});

test('a filter narrows them, and a dead one is replayed', async () => {
    await page.getByLabel('Given up').check();
    await announced(page, '1 delivery, and that is all');
    assert.match(page.url(), /\?state=dead$/);
    takesAll = true;
    await page.getByRole('button', { name: /^Replay quarantine: active/ }).click();
    await announced(page, 'It waits to be delivered again.');
    await until(async () => await items().count() === 0);
    await page.getByRole('button', { name: 'Show all' }).click();
    await announced(page, '3 deliveries, and that is all');
    assert.doesNotMatch(await page.locator('.results').textContent(), /Given up/);
});

test('all that were given up go again at once', async () => {
    takesAll = false;
    happens(13, 'quarantine.closed');
    await page.goto(`${service.url}/projects/shop/deliveries?state=dead`);
    await until(async () => await items().count() === 1);
    takesAll = true;
    await page.getByRole('button', { name: 'Replay all that were given up' }).click();
    await announced(page, '1 delivery will go again');
    await until(async () => await items().count() === 0);
});

test('it is switched off and on', async () => {
    await page.getByRole('button', { name: /^Switch off/ }).click();
    await announced(page, 'is off');
    assert.match(await section('Destinations').textContent(), /Off Chat/);
    await page.getByRole('button', { name: /^Switch on/ }).click();
    await announced(page, 'is on');
});

test('who triages sees all of it, and is told why nothing of it can be changed', async () => {
    const other = await browser.open();
    await other.page.goto(`${service.url}/projects/shop/deliveries#token=${shop.triage}`);
    await other.page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
    await settled(other.page);
    await other.page.getByRole('button', { name: /^Switch off/ }).click();
    await other.page.getByRole('status').getByText(/scope|may not|admin/i).waitFor();
    assert.ok(await other.page.locator('.delivery').count() >= 4);
    assert.deepEqual(other.complaints.filter((words) => !/403/.test(words)), []);
    await other.close();
});

test('nothing was complained about', () => {
    assert.deepEqual(complaints.filter((words) => !/422/.test(words)), []);
});

await main(async () => {
    receiver.close();
    await browser.close();
    await service.stop();
});
