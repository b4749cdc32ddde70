#!/usr/bin/env node
// The other names of a test, on its page: what it continues, and the undoing of a link.
import assert from 'node:assert/strict';
import { announced, axeFindings, focusedText, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { commits, makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop', { reports: false });
const { page, complaints } = await browser.open();
const section = (name) => page.locator('section', { has: page.getByRole('heading', { name, level: 2 }) });

const cases = (classname, flaky) => ['adds', 'sums'].map((name) =>
    `<testcase classname="${classname}" name="${name}" time="0.01">${flaky && name === 'adds'
        ? '<flakyFailure type="E" message="pending">at Cart</flakyFailure>' : ''}</testcase>`).join('');
const report = (classname, flaky) => service.file(`${classname}.xml`,
    `<testsuite name="all">${cases(classname, flaky)}</testsuite>`);
const send = (file, commit, build) => service.upload('shop', shop.upload, file, { commit, build, exit_code: '0' });

await send(report('shop.Cart', true), commits.first, '1');
service.run('quarantine', '--project', 'shop', '--reason', 'known', 'adds');
await send(report('shop.Basket', true), commits.second, '2');

test('a renamed test says what it continues, and that no quarantine came along', async () => {
    await page.goto(`${service.url}/projects/shop?state=proposed#token=${shop.triage}`);
    await page.getByRole('link', { name: 'adds' }).click();
    await page.getByRole('heading', { name: 'adds', level: 1 }).waitFor();
    const names = await section('Other names').textContent();
    assert.match(names, /Continues shop\.Cart › adds.*its class was renamed.*commit 2222222222aa/s);
    assert.match(names, /in quarantine under that name, which excuses nothing here/);
    assert.equal(await page.getByRole('button', { name: 'Quarantine', exact: true }).count(), 1, 'one click away');
    assert.deepEqual(await axeFindings(page), []);
});

test('events are summed, each under its own name', async () => {
    const evidence = await section('Evidence').textContent();
    assert.match(evidence, /2 events, newest first\. 1 of them as shop\.Cart › adds\./);
    assert.match(await section('Facts').textContent(), /Flaky events1Before its rename1 event/);
    assert.match(await page.locator('.event', { hasText: 'as shop.Cart › adds' }).last().textContent(), /build 1/);
});

test('the runs of the old name stand in the history, marked', async () => {
    assert.equal(await page.locator('.tick').count(), 2);
    await page.getByText('The same runs as a table').click();
    const rows = await page.locator('.plain-table tbody tr').allTextContents();
    assert.doesNotMatch(rows[0], /as shop\.Cart/);
    assert.match(rows[1], /as shop\.Cart › adds/);
});

test('the old name leads to the new one and back', async () => {
    await section('Other names').getByRole('link', { name: 'shop.Cart › adds' }).click();
    await section('Other names').getByText('Goes on as').waitFor();
    await section('Other names').getByRole('link', { name: 'shop.Basket › adds' }).click();
    await section('Other names').getByText('Continues').waitFor();
});

test('a link is undone by keyboard, with a reason', async () => {
    await page.getByRole('button', { name: 'Undo the link to shop.Cart › adds' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await page.getByText('A reason is needed.').waitFor();
    await page.getByLabel('Reason').fill('two different tests');
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await announced(page, 'The link to shop.Cart › adds is undone.');
    await settled(page);
    assert.equal(await section('Other names').count(), 0);
    assert.equal(await page.locator('.tick').count(), 1);
    assert.notEqual(await focusedText(page), '');
    assert.deepEqual(complaints, []);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
