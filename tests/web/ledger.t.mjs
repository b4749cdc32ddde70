#!/usr/bin/env node
// The ledger: what did not stop a build, and what excused it.
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
const entries = () => page.locator('.event');

const suite = (cases) => `<testsuite name="shop.Cart">${cases.join('')}</testsuite>`;
const one = (name, body = '') => `<testcase classname="shop.Cart" name="${name}" time="0.1">${body}</testcase>`;
const failed = (text) => `<failure type="E" message="${text}"/>`;
const flaked = (text) => `<flakyFailure type="E" message="${text}"/>`;
const send = (project, text, more) => service.upload(project.name, project.upload, service.file('sent.xml', text),
    { branch: 'main', exit_code: '0', ...more });

const others = ['adds', 'empties', 'fills', 'keeps', 'prints', 'sorts'].map((name) => one(name));
await send(shop, suite([one('pays', flaked('no answer from the till')), ...others]), { commit: commits.first, build: '1', job: 'unit' });
await send(shop, suite([one('ships', failed('no van')), ...others]), { commit: commits.second, build: '2', job: 'unit', exit_code: '1' });
await send(shop, suite([one('ships'), ...others]), { commit: commits.second, build: '2', job: 'unit', attempt: '2' });
await send(shop, suite(Array.from({ length: 30 }, (_, i) => one(`item ${i}`, flaked('the shelf is gone')))),
    { commit: commits.third, build: '3', job: 'nightly' });
await send(sound, suite(others), { commit: commits.first, job: 'unit' });

async function visit(path, token) {
    await page.goto('about:blank');
    await page.goto(`${service.url}${path}#token=${token}`);
    await settled(page);
}

test('the bar leads to it, newest first, a page at a time', async () => {
    await visit('/projects/shop', shop.triage);
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Ledger' }).click();
    await page.getByRole('heading', { name: 'Ledger', level: 1 }).waitFor();
    await settled(page);
    assert.equal(await entries().count(), 25);
    assert.match(await entries().first().textContent(), /item \d+.*Excused: part of an outage.*tried again in its run/s);
    await page.getByRole('button', { name: 'Show more' }).click();
    await announced(page, '7 more failures. 32 failures, and that is all');
    assert.deepEqual(await axeFindings(page), []);
});

test('what excused them narrows it, and the address keeps that', async () => {
    await page.getByLabel('Retry').check();
    await page.waitForFunction(() => /^2 failures, and that is all/.test(document.getElementById('live').textContent));
    assert.match(page.url(), /\?by=retry$/);
    const texts = await entries().allTextContents();
    assert.match(texts[0], /ships.*its job was tried again.*build 2.*branch main.*where it passed.*no van/s);
    assert.match(texts[1], /pays.*tried again in its run.*build 1.*no answer from the till/s);
    await page.reload();
    await settled(page);
    assert.equal(await entries().count(), 2);
});

test('so do job, commit and time, together', async () => {
    await page.getByLabel('Job').fill('unit');
    await page.getByLabel('Commit').fill(commits.second.slice(0, 7));
    await page.getByLabel('Commit').press('Enter');
    await announced(page, '1 failure, and that is all');
    assert.match(await entries().first().textContent(), /ships/);
    await page.getByLabel('Before').fill('2020-01-01');
    await page.getByLabel('Before').press('Tab');
    await page.getByRole('heading', { name: 'No failure matches' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await announced(page, 'The newest 25 failures; there are more.');
    assert.equal(await page.getByLabel('Job').inputValue(), '');
});

test('a test leads to its rows, and all are a key away', async () => {
    await visit('/projects/shop?q=pays', shop.triage);
    await page.getByRole('link', { name: 'pays', exact: true }).click();
    await page.getByRole('heading', { name: 'pays', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'What was excused of it' }).click();
    await page.getByRole('heading', { name: 'Ledger', level: 1 }).waitFor();
    await settled(page);
    assert.equal(await entries().count(), 1);
    await page.getByText('Only those of one test.').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Show all' }).focus();
    await page.keyboard.press('Enter');
    await announced(page, 'The newest 25 failures; there are more.');
    assert.equal(await focusedText(page), '');
    assert.ok(await page.getByLabel('All', { exact: true }).isChecked());
});

test('a row leads to its build, and to where it passed', async () => {
    await visit('/projects/shop/ledger?by=retry', shop.triage);
    await entries().first().getByRole('link', { name: 'where it passed' }).click();
    await page.getByRole('heading', { name: 'Upload of unit', level: 1 }).waitFor();
    await page.goBack();
    await settled(page);
    await entries().first().getByRole('link', { name: 'build 2' }).click();
    await page.getByRole('heading', { name: 'Build 2', level: 1 }).waitFor();
});

test('it fits a narrow window', async () => {
    await visit('/projects/shop/ledger', shop.triage);
    await page.setViewportSize({ width: 320, height: 640 });
    assert.ok(await overflow(page) <= 0);
});

test('where nothing was let through it says so', async () => {
    await visit('/projects/sound/ledger', sound.triage);
    await page.getByRole('heading', { name: 'Nothing was let through' }).waitFor();
    assert.equal(await page.getByRole('search').isVisible(), false);
    await visit('/projects/fresh/ledger', fresh.triage);
    await page.getByRole('heading', { name: 'No reports yet' }).waitFor();
    assert.deepEqual(complaints, []);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
