#!/usr/bin/env node
// The list of flaky tests, and what is decided there.
import assert from 'node:assert/strict';
import { announced, focusedText, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { commits, flakyTest, makeProject, manyTests } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const { page, complaints } = await browser.open();
let shop;
const row = (name) => page.locator('tbody tr', { hasText: name });

async function visit(path, token) {
    await page.goto('about:blank');
    await page.goto(`${service.url}${path}#token=${token}`);
    await settled(page);
}

const names = () => page.locator('.test-name').allTextContents();

test('a service without a project says how to make the first one', async () => {
    const { token } = JSON.parse(service.run('token', 'create', '--all-projects', '--scope', 'triage', '--json'));
    await visit('/', token);
    await page.getByRole('heading', { name: 'No project yet', level: 1 }).waitFor();
    await page.getByText('escapement project create shop').waitFor();
    shop = await makeProject(service, 'shop');
    await page.reload();
    await row(flakyTest).waitFor();
});

test('a test that failed and passed in one report is listed with its numbers, each labelled', async () => {
    await visit('/', shop.triage);
    const flaky = row(flakyTest);
    assert.match(await flaky.textContent(), /Failed once where the same commit also passed\./);
    assert.match(await flaky.locator('.badge').textContent(), /Flagged/);
    const headings = await page.locator('thead th').allTextContents();
    const cells = await flaky.locator('th, td').allTextContents();
    const cell = (label) => cells[headings.indexOf(label)];
    assert.equal(cell('Events'), '1');
    assert.equal(cell('Builds'), '1');
    assert.match(await page.locator('.counts').textContent(),
        /\d+ of \d+ \(.+ %\) tests are flaky, 0 of \d+ \(0 %\) are quarantined/);
    assert.ok(!(await names()).includes('TestQuantityMustBePositive'), 'a sound test is not listed');
    assert.equal(await page.title(), 'Flaky tests of shop – Escapement');
});

test('times are relative, with the exact one in reach', async () => {
    const time = row(flakyTest).locator('time').first();
    assert.match(await time.textContent(), /just now|minute/);
    assert.match(await time.getAttribute('datetime'), /^\d{4}-\d\d-\d\dT/);
    assert.match(await time.getAttribute('title'), /\d{4}, \d\d:\d\d/);
});

test('search narrows the list by name, class or suite and stands in the address', async () => {
    const all = (await names()).length;
    await page.getByRole('searchbox').fill('confirmed_in');
    await page.waitForFunction((before) => document.querySelectorAll('.test-name').length < before, all);
    assert.deepEqual(await names(), [flakyTest]);
    assert.equal(new URL(page.url()).searchParams.get('q'), 'confirmed_in');
    await announced(page, '1 test, and that is all of this list.');
    await page.getByRole('searchbox').fill('nothing has this name');
    await page.getByRole('heading', { name: 'No test matches' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.waitForFunction((before) => document.querySelectorAll('.test-name').length === before, all);
    assert.equal(await page.getByRole('searchbox').inputValue(), '');
});

test('state filters and order are addresses, and back undoes them', async () => {
    await visit('/projects/shop', shop.triage);
    await page.locator('label', { hasText: /^Quarantined$/ }).click();
    await page.getByRole('heading', { name: 'No test matches' }).waitFor();
    assert.equal(new URL(page.url()).search, '?state=active');
    await page.goBack();
    await row(flakyTest).waitFor();
    assert.equal(new URL(page.url()).search, '');
    assert.ok(await page.getByRole('radio', { name: 'All' }).isChecked());
    await page.getByLabel('Order').selectOption('name');
    await page.waitForURL(/sort=name/);
    await settled(page);
    const sorted = await names();
    assert.deepEqual(sorted, [...sorted].sort());
});

test('the list is narrowed to the tests of an owner, or of none', async () => {
    await visit('/projects/shop', shop.triage);
    assert.match(await row(flakyTest).textContent(), /no owner/);
    await page.getByLabel('Owner; none').fill('@shop/all');
    await page.keyboard.press('Enter');
    await page.getByText('is owned by “@shop/all”').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('owner'), '@shop/all');
    await page.getByLabel('Owner; none').fill('none');
    await page.keyboard.press('Enter');
    await row(flakyTest).waitFor();
});

test('a test is quarantined with the keyboard alone', async () => {
    await visit('/projects/shop?q=is_confirmed', shop.triage);
    for (let presses = 0; await focusedText(page) !== flakyTest; presses += 1) {
        assert.ok(presses < 30, 'the name of the test is in the tab order');
        await page.keyboard.press('Tab');
    }
    await page.keyboard.press('q');
    await page.getByRole('dialog', { name: 'Quarantine this test' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.name), 'reason');
    await page.keyboard.press('Tab');
    await page.keyboard.type('storefront');
    await page.keyboard.press('Enter');
    await page.getByText('A reason is needed.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.name), 'reason');
    await page.keyboard.type('The confirmation races with the mail queue');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('https://tracker.example.org/SHOP-12');
    await page.keyboard.press('Enter');
    await announced(page, `${flakyTest} is quarantined.`);
    assert.match(await row(flakyTest).textContent(), /Quarantined/);
    assert.match(await row(flakyTest).textContent(), /The confirmation races with the mail queue/);
    assert.match(await row(flakyTest).textContent(), /storefront/);
    assert.equal(await row(flakyTest).getByRole('link', { name: 'SHOP-12' }).getAttribute('href'),
        'https://tracker.example.org/SHOP-12');
    assert.equal(await focusedText(page), `Release ${flakyTest}`);
    await page.waitForFunction(() => /, 1 of/.test(document.querySelector('.counts').textContent));
});

test('the review date is 30 days ahead unless somebody says otherwise', async () => {
    const due = await row(flakyTest).locator('td[data-label=Review] time').getAttribute('datetime');
    const days = (Date.parse(due) - Date.now()) / 86_400_000;
    assert.ok(days > 29.9 && days < 31.1, `${days} days`);
});

test('a quarantine past its review date is found, and extended', async () => {
    service.sql("update escapement.quarantine set opened_at = now() - interval '40 days', "
        + "activated_at = now() - interval '40 days', review_at = now() - interval '2 days'");
    await visit('/projects/shop?state=expired', shop.triage);
    assert.match(await row(flakyTest).textContent(), /Review overdue/);
    await page.getByRole('button', { name: `Extend ${flakyTest}` }).click();
    await page.getByLabel('Reason').fill('The fix waits for the new queue');
    await page.getByRole('button', { name: 'Extend', exact: true }).click();
    await announced(page, 'is extended');
    assert.match(await row(flakyTest).locator('.badge').textContent(), /Quarantined/);
});

test('a test is released with a reason', async () => {
    await visit('/projects/shop?state=active', shop.triage);
    await page.getByRole('button', { name: `Release ${flakyTest}` }).click();
    await page.getByRole('dialog', { name: 'Release from quarantine' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await focusedText(page), `Release ${flakyTest}`);
    await page.keyboard.press('r');
    await page.getByLabel('Reason').fill('Fixed:\nthe test waits for the queue');
    await page.getByRole('button', { name: 'Release', exact: true }).click();
    await announced(page, 'is released');
    assert.match(await row(flakyTest).locator('.badge').textContent(), /Not quarantined/);
});

test('the arrow keys go down and up the list', async () => {
    await visit('/projects/shop', shop.triage);
    const all = await names();
    assert.ok(all.length > 1);
    await page.locator('.test-name').first().focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await focusedText(page), all[1]);
    await page.keyboard.press('ArrowUp');
    assert.equal(await focusedText(page), all[0]);
});

test('what the service refuses is said in the dialog, which stays open', async () => {
    const reader = service.token('shop', 'read');
    await visit('/projects/shop?q=is_confirmed', reader);
    await page.getByRole('button', { name: `Quarantine ${flakyTest}` }).click();
    await page.getByLabel('Reason').fill('May I?');
    complaints.length = 0;
    await page.getByRole('button', { name: 'Quarantine', exact: true }).click();
    await page.locator('.dialog-problem p').waitFor();
    assert.match(await page.locator('.dialog-problem').textContent(), /\S+: \S+/);
    assert.equal(await page.getByLabel('Reason').inputValue(), 'May I?');
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(complaints.filter((text) => !text.includes('403')), []);
    complaints.length = 0;
});

test('a project without reports shows how to send the first one', async () => {
    const fresh = await makeProject(service, 'fresh', { reports: false });
    await visit('/', fresh.triage);
    await page.getByRole('heading', { name: 'No reports yet' }).waitFor();
    await page.getByText(`${service.url}/api/v1/projects/fresh/reports?commit=`).waitFor();
    await fresh.report('gotest/sound.xml', { commit: commits.first, exit_code: '0' });
    await page.reload();
    await page.getByRole('heading', { name: 'Nothing to triage' }).waitFor();
    assert.match(await page.locator('.empty').textContent(), /Watched so far: \d+ tests in 1 build\./);
});

test('a long list comes a page at a time and the button keeps the focus', async () => {
    const big = await makeProject(service, 'big', { reports: false });
    const file = service.file('many.xml', manyTests(600, 60));
    await service.upload('big', big.upload, file, { commit: commits.first, job: 'unit', exit_code: '0' });
    await visit('/projects/big?sort=name', big.triage);
    assert.equal((await names()).length, 25);
    await page.getByText('The first 25 tests of this list; there are more.').waitFor();
    await page.getByRole('button', { name: 'Show more' }).focus();
    await page.keyboard.press('Enter');
    await announced(page, '25 more tests');
    assert.equal(await focusedText(page), 'Show more');
    await page.keyboard.press('Enter');
    await announced(page, '10 more tests');
    const all = await names();
    assert.equal(new Set(all).size, 60);
    assert.equal(await focusedText(page), all[50]);
    assert.ok(await page.getByRole('button', { name: 'Show more' }).isHidden());
});

test('back from a test finds the list as it was left', async () => {
    const link = page.locator('.test-name').nth(55);
    const name = await link.textContent();
    await link.click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    assert.equal(await page.title(), `${name} – Escapement`);
    await page.goBack();
    await settled(page);
    await page.locator('.test-name').nth(59).waitFor();
    assert.equal(await focusedText(page), name);
    assert.ok(await page.evaluate(() => scrollY > 0));
    await page.goForward();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
});

test('a project that is not there says so and offers those that are', async () => {
    await visit('/projects/shop', shop.triage);
    await page.goto(`${service.url}/projects/nowhere`);
    await page.getByRole('heading', { name: 'No project named nowhere' }).waitFor();
    await page.getByRole('link', { name: 'Flaky tests of shop' }).click();
    await row(flakyTest).waitFor();
});

test('nothing was complained about on the way', () => {
    assert.deepEqual(complaints, []);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
