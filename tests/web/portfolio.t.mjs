#!/usr/bin/env node
// How the tests of a project stand together, and what one of them cost.
import assert from 'node:assert/strict';
import { announced, axeFindings, overflow, picture, settled, startBrowser } from './browser.mjs';
import { fixture, startService } from './service.mjs';
import { commits, flakyTest, makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService({ ESCAPEMENT_ANALYZE_EVERY_MS: '50' });
const browser = await startBrowser();
const shop = await makeProject(service, 'shop', { reports: false });
const fresh = await makeProject(service, 'fresh', { reports: false });
for (const [file, commit, build] of [['sound', commits.first, '1'], ['flaky', commits.second, '2'], ['flaky', commits.third, '3']]) {
    await service.upload('shop', shop.upload, fixture(`gotest/${file}.xml`), {
        commit, build, job: 'unit', branch: 'main', exit_code: '0', gate: 'pr', layer: 'unit',
    });
}
const { page, complaints } = await browser.open();
const region = (name) => page.getByRole('region', { name });

test('the bar leads to the portfolio: shape, gates, what flakes cost, what changed', async () => {
    await service.until('select count(*) from escapement.fold_queue', '0');
    await page.goto(`${service.url}/projects/shop#token=${shop.triage}`);
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Portfolio' }).click();
    await page.getByRole('heading', { name: 'Portfolio', level: 1 }).waitFor();
    await settled(page);
    assert.equal(await page.title(), 'Portfolio of shop – Escapement');
    assert.match(await region('Shape beside the wanted one').textContent(), /Unit\d+ of \d+ \(100 %\)70 %too many/);
    assert.match(await region('Gates').textContent(), /pr3.*15 min.*1 retry allowed/);
    assert.match(await page.locator('.figures').textContent(), /Builds with a flaky event2 of 3 \(67 %\)/);
    assert.match(await region('Tests that moved most').textContent(), /is_confirmed_in_time.*Flaky runs0 of 0 runs2 of 3 runs/);
    assert.match(await page.locator('.detectors').textContent(), /Ice-cream cone.*not seen.*End-to-end tests: 0 of/);
    assert.match(await page.locator('.detectors').textContent(), /A mirror of production.*too few escapes to tell.*Commits tested at staging: 0 of 3.*One-off fixes.*too few escapes to tell/);
    await picture(page, 'portfolio');
    assert.deepEqual(await axeFindings(page), []);
});

test('another span of days stands in the address; where nothing ran it says so', async () => {
    await page.getByLabel('A week').check();
    await announced(page, 'beside the 7 days before');
    assert.match(page.url(), /\?days=7$/);
    await page.getByLabel('To the end of').fill('2020-01-31');
    await announced(page, '25 Jan 2020 to 31 Jan 2020');
    await page.getByRole('heading', { name: 'Nothing ran in these days' }).waitFor();
    await page.goto(`${service.url}/projects/shop/portfolio?days=90&to=soon`);
    await settled(page);
    assert.match(await page.locator('.counts').textContent(), /beside the 90 days before/);
});

test('a number leads to the tests behind it', async () => {
    await page.getByRole('link', { name: /tests? with flaky events/ }).click();
    await page.getByRole('heading', { name: 'Flaky tests', level: 1 }).waitFor();
    assert.match(page.url(), /sort=events/);
});

test('the list begins with what cost most', async () => {
    await page.goto(`${service.url}/projects/shop`);
    await settled(page);
    assert.equal(await page.getByLabel('Order').inputValue(), 'impact');
    const headings = await page.locator('thead th').allTextContents();
    const cells = await page.locator('tbody tr').first().locator('th, td').allTextContents();
    assert.match(cells[headings.indexOf('Lost, 28 days')], /^\d+ min$/);
    assert.deepEqual(await axeFindings(page), []);
});

test('the page of a test says what it cost, how sure that is, and what may cause it', async () => {
    await page.getByRole('link', { name: flakyTest }).click();
    await page.getByRole('heading', { name: flakyTest, level: 1 }).waitFor();
    await settled(page);
    assert.match(await page.locator('.impact').textContent(), /Impact in 28 days.*Time lost\d+ min.*2 builds delayed.*No retry passed0 of 2/);
    assert.match(await page.locator('.causes').textContent(), /nothing sets failing runs apart/i);
    assert.match(await page.locator('.evidence .lead').textContent(), /Flaky on 2 commits, e-value/);
    assert.match(await page.locator('.side').textContent(), /Fails in\d.* % of runs/);
    await picture(page, 'test-impact');
    assert.deepEqual(await axeFindings(page), []);
});

test('the list says why, where that is known', async () => {
    const hinted = await makeProject(service, 'hinted', { reports: false });
    const text = (message, name) => `<testcase classname="shop.Till" name="${name}"><flakyFailure type="E" message="${message}"/></testcase>`;
    const sound = [1, 2, 3, 4, 5, 6, 7, 8].map((index) => `<testcase classname="shop.Till" name="sound${index}"/>`).join('');
    const file = service.file('hinted.xml',
        `<testsuite name="shop">${text('timed out', 'opens')}${text('17 is not 18', 'counts')}${sound}</testsuite>`);
    for (const commit of Object.values(commits)) {
        await service.upload('hinted', hinted.upload, file, { commit, build: commit, job: 'unit', branch: 'main', exit_code: '0' });
    }
    await service.until('select count(*) from escapement.test_cause where failing_runs = 3 and hint is not null', '1');
    await page.goto(`${service.url}/projects/hinted#token=${hinted.triage}`);
    await settled(page);
    const row = (name) => page.locator('tbody tr').filter({ hasText: name });
    assert.match(await row('opens').textContent(), /Timing: said "timed out" or the like \(3 of 3 failing runs\)\./);
    assert.doesNotMatch(await row('counts').textContent(), /failing runs|Unknown/);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'hints');
});

test('it fits a narrow window, and an empty project says what it waits for', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${service.url}/projects/hinted`);
    await settled(page);
    assert.ok(await overflow(page) <= 0);
    await page.goto(`${service.url}/projects/shop/portfolio#token=${shop.triage}`);
    await settled(page);
    assert.ok(await overflow(page) <= 0);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'portfolio-narrow');
    await page.goto(`${service.url}/projects/fresh/portfolio#token=${fresh.triage}`);
    await page.getByRole('heading', { name: 'Nothing ran in these days' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(complaints, []);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
