#!/usr/bin/env node
// Incidents: the list with its filters, and one with its tests.
import assert from 'node:assert/strict';
import { announced, axeFindings, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { commits, failingTests, makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop', { reports: false });
const fresh = await makeProject(service, 'fresh', { reports: false });
const { page, complaints } = await browser.open();
const entries = () => page.locator('.incident');

const send = (text, metadata) => service.upload('shop', shop.upload, service.file('sent.xml', text),
    { branch: 'main', ...metadata });

await send(failingTests(120, 90, (index) => `expected ${index} but was null`),
    { commit: commits.first, job: 'unit', build: '7', exit_code: '1' });
await send(failingTests(120, 0), { commit: commits.first, job: 'unit', build: '7', attempt: '2', exit_code: '0' });
await send(failingTests(40, 3, () => 'connect ECONNREFUSED 10.0.0.1:5432 <b>'.replaceAll('<', '&lt;')),
    { commit: commits.second, job: 'e2e', build: '8', exit_code: '1' });

test('the bar leads to the incidents, newest first', async () => {
    await page.goto(`${service.url}/projects/shop#token=${shop.triage}`);
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Incidents' }).click();
    await page.getByRole('heading', { name: 'Incidents', level: 1 }).waitFor();
    await settled(page);
    assert.equal(await page.title(), 'Incidents of shop – Escapement');
    const texts = await entries().allTextContents();
    assert.equal(texts.length, 2);
    assert.match(texts[0], /Infrastructure e2e.*build 8.*3 tests failed by the machinery alike\. No retry.*ECONNREFUSED/s);
    assert.match(texts[1], /Outage unit.*build 7.*90 of 120 \(75 %\) of the tests failed at once\. A retry turned all of them green/s);
    assert.equal(await page.locator('[aria-current=page]').textContent(), 'Incidents');
    assert.deepEqual(await axeFindings(page), []);
});

test('filters narrow the list, and the address keeps them', async () => {
    await page.getByLabel('Outage').check();
    await announced(page, '1 incident, and that is all');
    assert.match(page.url(), /\?kind=outage$/);
    await page.getByLabel('Job').fill('nowhere');
    await page.getByLabel('Job').press('Enter');
    await page.getByRole('heading', { name: 'No incident matches' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await announced(page, '2 incidents, and that is all');
});

test('one incident says why, and lists its tests page by page', async () => {
    await entries().nth(1).getByRole('link', { name: 'unit' }).click();
    await page.getByRole('heading', { name: /^Outage \d+$/, level: 1 }).waitFor();
    assert.match(await page.locator('.panel').textContent(), /Outage.*90 of 120.*Chance of that.*expected.*all of them green/s);
    const rows = page.locator('.event');
    assert.equal(await rows.count(), 50);
    assert.match(await rows.first().textContent(), /t000.*1 failing attempt.*passed on a retry after it/s);
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Show more' }).click();
    await announced(page, '40 more tests. 90 tests, and that is all');
    assert.equal(await rows.count(), 90);
});

test('it leads to the build, the upload and the tests', async () => {
    await page.locator('.event').first().getByRole('link', { name: 't000' }).click();
    await page.getByRole('heading', { name: 't000', level: 1 }).waitFor();
    await page.goBack();
    await settled(page);
    await page.locator('.panel').getByRole('link', { name: '7', exact: true }).click();
    await page.getByRole('heading', { name: 'Build 7', level: 1 }).waitFor();
    assert.match(await page.locator('main').textContent(), /Excused: part of an outage/);
});

test('what a text holds is no markup', async () => {
    await page.goto(`${service.url}/projects/shop/incidents?kind=infrastructure`);
    await settled(page);
    assert.match(await entries().first().textContent(), /<b>/);
    assert.deepEqual(complaints, []);
});

test('a project without any says what would stand there', async () => {
    await page.goto(`${service.url}/projects/fresh/incidents#token=${fresh.triage}`);
    await page.getByRole('heading', { name: 'No incident', exact: true }).waitFor();
    assert.equal(await page.getByRole('search').isVisible(), false);
    assert.deepEqual(await axeFindings(page), []);
});

test('an incident that is not there is a problem in words', async () => {
    await page.goto(`${service.url}/projects/fresh/incidents/99999`);
    await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
    assert.match(await page.locator('.problem').textContent(), /no such incident/i);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
