#!/usr/bin/env node
// The pages of what CI sent: the list with its filters, and one upload with every place.
import assert from 'node:assert/strict';
import { announced, axeFindings, focusedText, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { commits, makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop');
const fresh = await makeProject(service, 'fresh', { reports: false });
const many = await makeProject(service, 'many', { reports: false });
const { page, complaints } = await browser.open();
const section = (name) => page.locator('section', { has: page.getByRole('heading', { name, level: 2 }) });
const entries = () => page.locator('.upload');

async function send(project, text, metadata) {
    const file = service.file('sent.xml', text);
    return service.upload(project.name, project.upload, file, { commit: commits.first, ...metadata });
}

// A refusal is noted after it was answered.
async function sendRefused(project, text, metadata) {
    await assert.rejects(send(project, text, metadata));
    const count = async () => {
        const answer = await fetch(`${service.url}/api/v1/projects/${project.name}/uploads?outcome=refused`,
            { headers: { Authorization: `Bearer ${project.triage}` } });
        return (await answer.json()).items.length;
    };
    while (await count() === 0); // the program that runs this bounds it
}

const suites = (...names) => `<testsuites>${names.map((name) =>
    `<testsuite name="${name}"><testcase classname="${name}" name="works"/></testsuite>`).join('')}</testsuites>`;

await send(shop, suites('cart', 'till'), { job: 'whole', build: '7', exit_code: '0' });
await send(shop, suites('cart'), { commit: commits.second, job: 'whole', build: '8', exit_code: '0' });
await send(shop, '<testsuite name="s"><testcase name="a"/>\n<testca', { job: 'broken', branch: 'topic' });
await sendRefused(shop, '<!DOCTYPE x>\n<testsuite/>', { job: 'refused <b>job</b>', url: 'https://bob:pw@ci.example/1' });

test('the bar leads to the uploads, newest first', async () => {
    await page.goto(`${service.url}/projects/shop#token=${shop.triage}`);
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Uploads' }).click();
    await page.getByRole('heading', { name: 'Uploads', level: 1 }).waitFor();
    await settled(page);
    assert.equal(await page.title(), 'Uploads of shop – Escapement');
    assert.equal(await entries().count(), 6);
    assert.match(await entries().first().textContent(), /Refused refused <b>job<\/b>.*DOCTYPE.*had come/s);
    assert.equal(await page.locator('[aria-current=page]').textContent(), 'Uploads');
});

test('an entry says what was read, repaired and missing', async () => {
    const texts = await entries().allTextContents();
    assert.match(texts[1], /Failed broken.*1 test .*from 1 file.*Damaged.*1 warning/s);
    assert.match(texts[2], /Failed whole.*1 test .*Incomplete: a suite that usually runs is missing/s);
    assert.match(texts[3], /Passed whole.*2 tests/s);
});

test('filters narrow the list, and the address keeps them', async () => {
    await page.getByLabel('Damaged').check();
    await announced(page, '1 upload, and that is all');
    assert.match(page.url(), /\?show=damaged$/);
    assert.equal(await entries().count(), 1);
    await page.getByLabel('With warnings').check();
    await announced(page, '2 uploads, and that is all');
    await page.goBack();
    await settled(page);
    assert.equal(await entries().count(), 1, 'back shows what was shown');
    await page.getByLabel('All', { exact: true }).check();
    await page.getByLabel('Job').fill('whole');
    await page.getByLabel('Job').press('Enter');
    await announced(page, '2 uploads, and that is all');
    assert.match(page.url(), /job=whole/);
});

test('a list that nothing fits says so and offers all', async () => {
    await page.getByLabel('Branch').fill('nowhere');
    await page.getByLabel('Branch').press('Enter');
    await page.getByRole('heading', { name: 'No upload matches' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await announced(page, '6 uploads, and that is all');
    assert.equal(await page.getByLabel('Job').inputValue(), '');
});

test('one refused upload tells why, where, and what it said of itself', async () => {
    await entries().first().getByRole('link', { name: 'refused <b>job</b>' }).click();
    await page.getByRole('heading', { name: 'Upload of refused <b>job</b>', level: 1 }).waitFor();
    assert.match(await section('Why it was refused').textContent(), /DOCTYPE.*body:1.*invalid/s);
    assert.match(await section('What it said of itself').textContent(), /https:\/\/\*\*\*@ci\.example\/1/);
    assert.match(await page.locator('.panel').textContent(), /Refused.*Nothing of it was stored/s);
    assert.deepEqual(await axeFindings(page), []);
});

test('one stored upload has a table of its warnings with their places', async () => {
    await page.goBack();
    await settled(page);
    await entries().nth(1).getByRole('link', { name: '1 warning' }).click();
    await page.getByRole('heading', { name: 'Upload of broken', level: 1 }).waitFor();
    assert.match(await section('Warnings').locator('tbody tr').first().textContent(), /^body:2:\d+/);
    assert.equal(await section('Missing suites').count(), 0);
    assert.deepEqual(await axeFindings(page), []);
});

test('what is missing stands beside what is usual', async () => {
    await page.goBack();
    await settled(page);
    await entries().nth(2).getByRole('link', { name: 'whole' }).click();
    await section('Missing suites').waitFor();
    assert.match(await section('Missing suites').locator('tbody tr').textContent(), /till01/);
});

test('it leads to its build, which leads back to it', async () => {
    await page.getByRole('link', { name: 'build 8' }).click();
    await page.getByRole('heading', { name: 'Build 8', level: 1 }).waitFor();
    await page.getByRole('link', { name: /^incomplete: suite_missing/ }).click();
    await page.getByRole('heading', { name: 'Upload of whole', level: 1 }).waitFor();
});

test('everything is reached by keyboard', async () => {
    await page.getByRole('link', { name: 'Uploads of shop' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Uploads', level: 1 }).waitFor();
    await settled(page);
    await page.getByLabel('All', { exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await announced(page, '5 uploads, and that is all');
    assert.match(page.url(), /show=stored/);
    await page.getByLabel('Branch').focus();
    await page.keyboard.press('Tab');
    assert.match(await focusedText(page), /broken/);
});

test('a long list goes on where it stopped, and the first new entry gets the focus', async () => {
    for (let index = 0; index < 27; index += 1) {
        await send(many, suites('cart'), { job: `job ${index}`, exit_code: '0' });
    }
    await page.goto(`${service.url}/projects/many/uploads#token=${many.triage}`);
    await settled(page);
    assert.equal(await entries().count(), 25);
    await page.getByRole('button', { name: 'Show more' }).click();
    await announced(page, '2 more uploads. 27 uploads, and that is all');
    assert.equal(await entries().count(), 27);
    assert.equal(await focusedText(page), 'job 1');
});

test('a project that nothing was sent to says how to send', async () => {
    await page.goto(`${service.url}/projects/fresh/uploads#token=${fresh.triage}`);
    await page.getByRole('heading', { name: 'No reports yet' }).waitFor();
    assert.match(await page.locator('main').textContent(), /curl --fail-with-body.*projects\/fresh\/reports/s);
    assert.equal(await page.getByRole('search').isVisible(), false);
    assert.deepEqual(complaints, []);
});

test('an upload that is not there is a problem in words', async () => {
    await page.goto(`${service.url}/projects/fresh/uploads/s99999`);
    await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
    assert.match(await page.locator('.problem').textContent(), /no such upload/i);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
