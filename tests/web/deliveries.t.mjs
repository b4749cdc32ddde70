#!/usr/bin/env node
// The page of deliveries: who is told, what was told, what was given up and goes again. The pages of
// sources: who tells of bugs, and what became of what they told.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { announced, axeFindings, focusedText, overflow, settled, startBrowser } from './browser.mjs';
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
    ESCAPEMENT_DELIVER_LOOPBACK: '1', ESCAPEMENT_DELIVER_POLL_MS: '30', ESCAPEMENT_SECRET_HOOK: 'a signing key', ESCAPEMENT_SECRET_HOOK_2: 'another key',
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

// As GitHub sends it: signed with @key.
async function githubTells(path, key, delivery, body) {
    const text = JSON.stringify(body);
    const answer = await fetch(service.url + path, { method: 'POST', body: text, headers: {
        'Content-Type': 'application/json', 'X-GitHub-Event': 'issues', 'X-GitHub-Delivery': delivery,
        'X-Hub-Signature-256': `sha256=${createHmac('sha256', key).update(text).digest('hex')}`,
    } });
    return answer.status;
}

const issue = (number, labels) => ({ action: 'opened', repository: { full_name: 'acme/shop' }, issue: {
    number, title: 'Charged <b>twice</b>', labels, state: 'open', created_at: '2026-11-20T10:00:00Z', updated_at: '2026-11-20T10:05:00Z',
} });
let hook; // the path of the source that is added

// Shows the page of the source again once all that it told is read.
async function allRead() {
    await service.until("select count(*) from escapement.source_event where state = 'waiting'", '0');
    await page.reload();
    await page.getByRole('heading', { name: 'Tracker <i>', level: 1 }).waitFor();
    await settled(page);
}

test('the bar leads to the sources, and they say that nobody tells of bugs', async () => {
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Sources' }).click();
    await page.getByRole('heading', { name: 'Nobody tells of bugs yet' }).waitFor();
    assert.equal(await page.title(), 'Sources of shop – Escapement');
    assert.deepEqual(await axeFindings(page), []);
});

test('a source is added with the name of its secret, and has an address', async () => {
    await page.getByRole('button', { name: 'Add a source' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Tracker <i>');
    await dialog.getByLabel('Name of its secret').fill('key 1');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByText('Capital letters, digits and _ only.').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByLabel('Name of its secret').fill('HOOK');
    await dialog.getByLabel('Service').fill('nowhere');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.locator('.dialog-problem').getByText(/no such service/).waitFor();
    await dialog.getByLabel('Service').fill('');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await announced(page, 'Tracker <i> was added.');
    const text = await page.locator('.source').textContent();
    assert.match(text, /On Tracker <i>.*GitHub issues.*\/hooks\/[0-9a-f-]{36}.*secret HOOK found.*of none.*found at customer.*nothing delivered yet/s);
    hook = /\/hooks\/[0-9a-f-]{36}/.exec(text)[0];
});

test('each delivery is told: what it became, or why it could not be read', async () => {
    assert.equal(await githubTells(hook, 'a signing key', 'd-1', issue(7, [{ name: 'bug' }])), 202);
    assert.equal(await githubTells(hook, 'a signing key', 'd-2', issue(8, [])), 202);
    assert.equal(await githubTells(hook, 'a signing key', 'd-3', { action: 'opened' }), 202);
    await page.getByRole('link', { name: 'Tracker <i>' }).click();
    await page.getByRole('heading', { name: 'Tracker <i>', level: 1 }).waitFor();
    await settled(page);
    await allRead();
    const texts = await items().allTextContents();
    assert.match(texts[0], /Failed issues.*delivery d-3.*no issue\.number/s);
    assert.match(texts[1], /Ignored issues.*delivery d-2.*not labelled bug/s);
    assert.match(texts[2], /Taken issues.*bug \d+.*delivery d-1/s);
    assert.match(await page.locator('.panel').textContent(), /Failing.*1 failed/s);
    assert.deepEqual(await axeFindings(page), []);
    await items().getByRole('link', { name: /^bug/ }).click();
    await page.getByRole('heading', { name: 'Charged <b>twice</b>', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'What it told' }).waitFor();
    await settled(page);
});

test('a failed one is found by its state, and read again', async () => {
    await page.getByLabel('Failed').check();
    await announced(page, '1 delivery, and that is all');
    assert.match(page.url(), /\?state=failed$/);
    await page.getByRole('button', { name: 'Replay d-3' }).click();
    await announced(page, 'It waits to be read again.');
    await allRead();
    assert.equal(await items().count(), 1);
    assert.match(await items().first().textContent(), /Failed issues.*d-3/s);
});

test('another secret is taken, and from then on the old one opens nothing', async () => {
    await page.getByRole('button', { name: /^Take another secret/ }).click();
    await page.getByRole('dialog').getByLabel('Name of its secret').fill('HOOK_2');
    await page.getByRole('dialog').getByRole('button', { name: 'Take it' }).click();
    await announced(page, 'Tracker <i> has another secret.');
    assert.match(await focusedText(page), /^Take another secret/);
    assert.match(await page.locator('.panel').textContent(), /secret HOOK_2 found/);
    assert.equal(await githubTells(hook, 'a signing key', 'd-4', issue(9, [])), 401);
    assert.equal(await githubTells(hook, 'another key', 'd-4', issue(9, [])), 202);
});

test('where its bugs belong is changed, and it is switched off', async () => {
    service.sql(`insert into escapement.service (project_id, name, created_at)
        select project_id, 'checkout', clock_timestamp() from escapement.project where name = 'shop'`);
    for (const [name, words] of [['checkout', /are of checkout/], ['', /are of none/]]) {
        await page.getByRole('button', { name: 'Change Tracker <i>' }).click();
        await page.getByRole('dialog').getByLabel('Service').fill(name);
        await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click();
        await page.locator('.panel').getByText(words).waitFor();
    }
    await page.getByRole('button', { name: 'Change Tracker <i>' }).click();
    await page.getByRole('dialog').getByLabel('Found at').selectOption('internal_prod');
    await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click();
    await page.locator('.panel').getByText(/found at internal production/).waitFor();
    await announced(page, 'Tracker <i> is changed.');
    await page.getByRole('button', { name: /^Switch off/ }).click();
    await announced(page, 'Tracker <i> is off.');
    assert.equal(await githubTells(hook, 'another key', 'd-5', issue(9, [])), 404);
});

test('who triages sees them without their addresses; narrow and dark, nothing sticks out', async () => {
    const other = await browser.open({ colorScheme: 'dark', viewport: { width: 320, height: 700 } });
    await other.page.goto(`${service.url}/projects/shop/sources#token=${shop.triage}`);
    for (const heading of ['Sources', 'Tracker <i>']) {
        await other.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
        await settled(other.page);
        assert.match(await other.page.locator('main').textContent(), /only an admin sees its address/);
        assert.deepEqual(await axeFindings(other.page), []);
        assert.ok(await overflow(other.page) <= 0, `${heading} sticks out`);
        if (heading === 'Sources') await other.page.getByRole('link', { name: 'Tracker <i>' }).click();
    }
    await other.page.getByRole('button', { name: /^Switch on/ }).click();
    await other.page.getByRole('status').getByText(/scope|may not|admin/i).waitFor();
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
