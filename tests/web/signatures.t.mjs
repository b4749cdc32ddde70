#!/usr/bin/env node
// Signatures: the list with its filters, and one with what a person makes of it.
import assert from 'node:assert/strict';
import { announced, axeFindings, overflow, picture, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { commits, makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop', { reports: false });
const fresh = await makeProject(service, 'fresh', { reports: false });
const { page, complaints } = await browser.open();
const entries = () => page.locator('.cluster');
const dialog = () => page.locator('dialog[open]');
const trace = (message, method) => `<failure type="java.lang.AssertionError" message="${message}">`
    + `java.lang.AssertionError: ${message}\n\tat org.junit.Assert.fail(Assert.java:89)\n`
    + `\tat org.shop.${method}(Cart.java:12)\n</failure>`;
const failing = [
    trace('total is 17', 'Cart.total'), trace('total is 18', 'Cart.total'), trace('total is 19', 'Voucher.apply'),
    '<failure type="" message="licence server is away"/>',
    '<failure type="" message="licence server is &lt;b&gt;asleep&lt;/b&gt;"/>',
];
const report = failing.map((body, index) => `<testcase classname="org.shop.CartTest" name="t${index}">${body}</testcase>`);
await service.upload('shop', shop.upload, service.file('sent.xml', `<testsuite name="shop">${report.join('')}</testsuite>`),
    { commit: commits.first, job: 'unit', build: '7', branch: 'main', exit_code: '1' });

async function fill(action, values) {
    for (const [label, value] of Object.entries(values)) await dialog().getByLabel(label, { exact: false }).fill(value);
    await dialog().getByRole('button', { name: action }).click();
}

test('the bar leads to the signatures, with how often they were seen', async () => {
    await page.goto(`${service.url}/projects/shop#token=${shop.triage}`);
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Signatures' }).click();
    await page.getByRole('heading', { name: 'Signatures', level: 1 }).waitFor();
    await settled(page);
    assert.equal(await page.title(), 'Signatures of shop – Escapement');
    assert.equal(await page.locator('[aria-current=page]').textContent(), 'Signatures');
    await page.getByLabel('Order').selectOption('failures');
    await announced(page, '3 signatures, and that is all');
    const texts = await entries().allTextContents();
    assert.match(texts[0], /total is <n>.*3 failures · 3 tests · 1 build.*in org\.shop\./s);
    assert.match(texts[1], /licence server is.*1 failure · 1 test/s);
    assert.deepEqual(await axeFindings(page), []);
});

test('what cost most comes first, with what it cost', async () => {
    const ranked = await makeProject(service, 'ranked', { reports: false });
    const sent = [
        [commits.first, '0', '<flakyFailure type="E" message="till is locked" time="60"/>'],
        [commits.second, '1', '<failure type="E" message="drawer is stuck"/>'],
    ];
    for (const [commit, code, body] of sent) {
        const text = `<testsuite name="shop"><testcase classname="shop.Till" name="t${code}" time="60">${body}</testcase></testsuite>`;
        await service.upload('ranked', ranked.upload, service.file('ranked.xml', text),
            { commit, job: 'unit', build: commit, branch: 'main', exit_code: code });
    }
    await service.until('select count(*) from escapement.fold_queue', '0');
    await page.goto(`${service.url}/projects/ranked/signatures#token=${ranked.triage}`);
    await settled(page);
    assert.equal(await page.getByLabel('Order').inputValue(), '');
    assert.match((await entries().allTextContents()).join('|'), /till is locked.*lost 3 min in 28 days: 1 build delayed.*\|.*drawer is stuck/);
    await page.getByLabel('Order').selectOption('last_seen');
    await announced(page, '2 signatures, and that is all');
    assert.match(await entries().first().textContent(), /drawer is stuck/);
    await page.getByRole('link', { name: 'till is locked' }).click();
    await page.getByRole('heading', { name: 'till is locked', level: 1 }).waitFor();
    assert.match(await page.locator('.panel').textContent(), /Time lost3 min in 28 days: 1 build delayed/);
    assert.deepEqual(await axeFindings(page), []);
    await page.goto(`${service.url}/projects/shop/signatures?sort=failures#token=${shop.triage}`);
    await settled(page);
});

test('filters narrow the list, and the address keeps them', async () => {
    await page.getByLabel('Text').fill('Voucher');
    await page.getByLabel('Text').press('Enter');
    await announced(page, '1 signature, and that is all');
    assert.match(page.url(), /q=Voucher&sort=failures$/);
    await page.getByLabel('Infrastructure').check();
    await page.getByRole('heading', { name: 'No signature matches' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Show all' }).click();
    await announced(page, '3 signatures, and that is all');
    await picture(page, 'signatures');
});

test('one shows its kinds, with the functions they came through, tests and failures', async () => {
    await entries().getByRole('link', { name: /total is/ }).click();
    await page.getByRole('heading', { name: /total is/, level: 1 }).waitFor();
    await settled(page);
    assert.match(await page.locator('.panel').textContent(), /3 failures.*Tests3.*Builds1/s);
    const kinds = page.locator('.signature');
    assert.equal(await kinds.count(), 2);
    assert.match((await kinds.allTextContents()).join(), /in org\.shop\.Cart\.total/);
    assert.match(await page.locator('.story').textContent(), /Tests that fail so.*t0.*Latest failures.*build 7/s);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'signature');
});

test('what it is can be said: a name, a ticket, an owner', async () => {
    await page.getByRole('button', { name: 'Say what it is' }).click();
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'describe');
    await fill('Save', { Name: 'Rounding of totals', Ticket: 'https://tracker.example/SHOP-1', Owner: 'checkout',
        Reason: 'two teams asked' });
    await announced(page, 'Saved.');
    await page.getByRole('heading', { name: 'Rounding of totals', level: 1 }).waitFor();
    assert.match(await page.locator('.panel').textContent(), /checkout.*SHOP-1/s);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
});

test('kinds are split out, some and not all', async () => {
    await page.getByRole('button', { name: 'Split the chosen out' }).click();
    await announced(page, 'Choose some of the kinds');
    await page.locator('.signature').filter({ hasText: 'Voucher' }).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Split the chosen out' }).click();
    await fill('Split', { Reason: 'the voucher is another trouble' });
    await announced(page, 'Split out');
    await page.getByRole('heading', { name: /total is/, level: 1 }).waitFor();
    assert.match(await page.locator('.signature').textContent(), /in org\.shop\.Voucher\.apply/);
});

test('another is merged into it, and taken out again', async () => {
    await page.getByRole('button', { name: 'Merge' }).click();
    await dialog().getByLabel('Signature').selectOption({ label: 'Rounding of totals' });
    assert.deepEqual(await axeFindings(page), []);
    await dialog().getByRole('button', { name: 'Merge' }).click();
    await announced(page, 'Merged.');
    assert.match(await page.locator('.panel').textContent(), /3 failures/);
    await page.getByRole('heading', { name: 'Merged into it' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Take out Rounding of totals' }).click();
    await dialog().getByRole('button', { name: 'Take out' }).click();
    await announced(page, 'Taken out.');
    assert.match(await page.locator('.panel').textContent(), /1 failure/);
});

test('a ticket is asked for, where a tracker is told', async () => {
    const ask = () => page.getByRole('button', { name: 'Ask for a ticket' });
    await ask().click();
    await dialog().getByRole('button', { name: 'Ask' }).click();
    await dialog().getByText(/tracker is told of clusters/).waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    complaints.length = 0; // a refusal is logged by the browser
    const made = await fetch(`${service.url}/api/v1/projects/shop/destinations`, {
        method: 'POST', headers: { Authorization: `Bearer ${service.token('shop', 'admin')}` },
        body: JSON.stringify({ name: 'GitHub', kind: 'github_issues', secret: 'NOT_THERE',
            address: 'https://api.github.com/repos/acme/shop' }),
    });
    assert.equal(made.status, 201);
    await ask().click();
    await fill('Ask', { Reason: 'three teams asked' });
    await announced(page, 'Asked for');
    await service.until('select count(*) from escapement.delivery', '1');
    await page.goto(`${service.url}/projects/shop/deliveries`);
    await settled(page);
    await page.getByRole('link', { name: /total is/ }).click();
    await page.getByRole('heading', { name: /total is/, level: 1 }).waitFor();
});

test('marked as infrastructure, it is listed as such', async () => {
    await page.goto(`${service.url}/projects/shop/signatures?q=asleep`);
    await settled(page);
    await entries().first().getByRole('link').click();
    await page.getByRole('button', { name: 'Say what it is' }).click();
    await dialog().getByLabel('Whose fault').selectOption('true');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await announced(page, 'Saved.');
    assert.match(await page.locator('.panel').textContent(), /Infrastructure.*no evidence that a test is flaky/s);
    await page.goto(`${service.url}/projects/shop/signatures?infrastructure=true`);
    await settled(page);
    assert.equal(await entries().count(), 1);
    assert.match(await entries().first().textContent(), /<b>asleep<\/b>.*Infrastructure/s);
});

test('a test leads to its signatures', async () => {
    await entries().first().getByRole('link').click();
    await page.locator('.story').getByRole('link', { name: 't4' }).first().click();
    await page.getByRole('heading', { name: 't4', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'all that fails so' }).click();
    await page.getByRole('heading', { name: /licence server/, level: 1 }).waitFor();
});

test('who may not change it is told so', async () => {
    const reader = service.token('shop', 'read');
    await page.goto(`${service.url}/projects/shop/signatures#token=${reader}`);
    await settled(page);
    await entries().first().getByRole('link').click();
    await page.getByRole('button', { name: 'Say what it is' }).click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText(/triage/).waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    complaints.length = 0; // a refusal is logged by the browser
});

test('both fit a narrow window', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await picture(page, 'narrow');
    assert.ok(await overflow(page) <= 0);
    await page.goto(`${service.url}/projects/shop/signatures`);
    await settled(page);
    assert.ok(await overflow(page) <= 0);
    assert.deepEqual(await axeFindings(page), []);
});

test('an empty list says what it waits for', async () => {
    await page.goto(`${service.url}/projects/fresh/signatures#token=${fresh.triage}`);
    await page.getByRole('heading', { name: 'No failure in 30 days' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(complaints, []);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
