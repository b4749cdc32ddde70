#!/usr/bin/env node
// Who may see the pages, and how the token comes and goes.
import assert from 'node:assert/strict';
import { settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop');

async function withPage(run) {
    const opened = await browser.open();
    try {
        await run(opened.page, opened.complaints);
    } finally {
        await opened.close();
    }
}

async function signIn(page, token) {
    await page.getByLabel('Access token').fill(token);
    await page.keyboard.press('Enter');
}

const kept = (page) => page.evaluate(() => sessionStorage.getItem('escapement.token'));

test('without a token the page asks for one and says where it comes from', () => withPage(async (page, complaints) => {
    await page.goto(service.url);
    await page.getByRole('heading', { name: 'Sign in to Escapement', level: 1 }).waitFor();
    const field = page.getByLabel('Access token');
    assert.equal(await field.getAttribute('type'), 'password');
    assert.ok(await field.evaluate((element) => element === document.activeElement));
    await page.getByText('escapement token create --project shop --scope triage').waitFor();
    assert.equal(await page.title(), 'Sign in – Escapement');
    assert.deepEqual(complaints, []);
}));

test('a token signs in, and the tab keeps it over a reload', () => withPage(async (page, complaints) => {
    await page.goto(service.url);
    await signIn(page, shop.triage);
    await page.getByRole('heading', { name: 'Flaky tests', level: 1 }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/projects/shop');
    await page.reload();
    await page.getByRole('heading', { name: 'Flaky tests', level: 1 }).waitFor();
    assert.deepEqual(complaints, []);
}));

test('a wrong token is refused in words, and not kept', () => withPage(async (page) => {
    await page.goto(service.url);
    await signIn(page, 'no-such-token');
    await page.getByText('This token was not accepted.').waitFor();
    const field = page.getByLabel('Access token');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.ok(await field.evaluate((element) => element === document.activeElement));
    assert.equal(await kept(page), null);
    await signIn(page, '');
    await page.getByText('Paste a token first.').waitFor();
    await signIn(page, 'tökén');
    await page.getByText('only plain letters').waitFor();
}));

test('a token that may only upload is told which scope it takes', () => withPage(async (page) => {
    await page.goto(service.url);
    await signIn(page, shop.upload);
    await page.getByText('it needs the scope triage').waitFor();
    assert.equal(await kept(page), null);
}));

test('a link with #token= signs in and leaves no trace in the address', () => withPage(async (page, complaints) => {
    await page.goto(`${service.url}/projects/shop?sort=name#token=${shop.triage}`);
    await page.getByRole('heading', { name: 'Flaky tests', level: 1 }).waitFor();
    assert.equal(page.url(), `${service.url}/projects/shop?sort=name`);
    assert.equal(await kept(page), shop.triage);
    assert.deepEqual(complaints, []);
}));

test('a refused token is forgotten kindly, and signing in again goes on at the same place', () =>
    withPage(async (page) => {
        await page.goto(`${service.url}/projects/shop?state=proposed#token=${shop.triage}`);
        await settled(page);
        await page.evaluate(() => sessionStorage.setItem('escapement.token', 'expired-since'));
        await page.reload();
        await page.getByText('The service no longer accepts the token').waitFor();
        assert.equal(await kept(page), null);
        await signIn(page, shop.triage);
        await page.getByRole('heading', { name: 'Flaky tests', level: 1 }).waitFor();
        assert.equal(page.url(), `${service.url}/projects/shop?state=proposed`);
        assert.ok(await page.getByRole('radio', { name: 'Flagged' }).isChecked());
    }));

test('signing out forgets the token', () => withPage(async (page) => {
    await page.goto(`${service.url}/#token=${shop.triage}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    assert.equal(await kept(page), null);
    await page.reload();
    await page.getByLabel('Access token').waitFor();
}));

await main(async () => {
    await browser.close();
    await service.stop();
});
