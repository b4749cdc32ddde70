#!/usr/bin/env node
// Every page in light and dark, wide and narrow: axe finds nothing, nothing sticks out, nothing is
// complained about. With SHOTS=folder the pages are photographed on the way.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { axeFindings, overflow, settled, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';
import { commits, failingTests, makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop');
await shop.report('gotest/failing.xml', { commit: commits.third, build: '3', exit_code: '1' });
const fresh = await makeProject(service, 'fresh', { reports: false });
const sound = await makeProject(service, 'sound', { reports: false });
await sound.report('gotest/sound.xml', { commit: commits.first, exit_code: '0' });

const down = await makeProject(service, 'down', { reports: false });
await service.upload('down', down.upload,
    service.file('down.xml', failingTests(120, 90, (index) => `read ${index}: Connection refused`)),
    { commit: commits.first, job: 'unit', build: '4711', branch: 'main', exit_code: '1' });

// Nobody finds its secret: what it is to be told waits, with the reason.
const admin = service.token('shop', 'admin');
const made = await fetch(`${service.url}/api/v1/projects/shop/destinations`, {
    method: 'POST', headers: { Authorization: `Bearer ${admin}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'Tracker of the shop', kind: 'webhook', secret: 'SHOP_HOOK',
        address: 'https://hooks.example/a/rather/long/address/of/somebody/who/wants/to/hear/of/everything' }),
});
assert.equal(made.status, 201);
const opened = await fetch(`${service.url}/api/v1/projects/shop/triage`, {
    method: 'POST', headers: { Authorization: `Bearer ${shop.triage}`, 'Content-Type': 'application/json' }, body: '{}',
});
assert.equal(opened.status, 201);

async function openDestination(page) {
    await page.getByRole('button', { name: 'Add a destination' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByText('A name is needed.').waitFor();
}

async function openIncident(page) {
    await page.locator('.incident a').first().click();
    await page.getByRole('heading', { name: 'Tests that failed in it' }).waitFor();
}

async function openDialog(page) {
    await page.locator('[data-act=quarantine]').first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Quarantine' }).click();
    await page.getByText('A reason is needed.').waitFor();
}

async function openTest(page) {
    await page.locator('.test-name').first().click();
    await page.locator('.page-test').waitFor();
    await page.getByText('The same runs as a table').click();
}

async function openBuild(page) {
    await openTest(page);
    await page.locator('.event-facts a').first().click();
    await page.locator('.page-build').waitFor();
}

async function openUpload(page) {
    await page.locator('.upload a').first().click();
    await page.getByRole('heading', { name: 'Warnings' }).waitFor();
}

const pages = [
    { name: 'sign-in', path: '/' },
    { name: 'tests', path: '/projects/shop', token: shop.triage },
    { name: 'quarantine dialog', path: '/projects/shop', token: shop.triage, then: openDialog },
    { name: 'one test', path: '/projects/shop', token: shop.triage, then: openTest },
    { name: 'one build', path: '/projects/shop', token: shop.triage, then: openBuild },
    { name: 'agenda', path: '/projects/shop/triage', token: shop.triage },
    { name: 'no agenda', path: '/projects/sound/triage', token: sound.triage },
    { name: 'ledger', path: '/projects/shop/ledger', token: shop.triage },
    { name: 'nothing let through', path: '/projects/sound/ledger', token: sound.triage },
    { name: 'uploads', path: '/projects/shop/uploads', token: shop.triage },
    { name: 'one upload', path: '/projects/shop/uploads', token: shop.triage, then: openUpload },
    { name: 'no upload', path: '/projects/fresh/uploads', token: fresh.triage },
    { name: 'incidents', path: '/projects/down/incidents', token: down.triage },
    { name: 'one incident', path: '/projects/down/incidents', token: down.triage, then: openIncident },
    { name: 'no incident', path: '/projects/fresh/incidents', token: fresh.triage },
    { name: 'deliveries', path: '/projects/shop/deliveries', token: admin },
    { name: 'destination dialog', path: '/projects/shop/deliveries', token: admin, then: openDestination },
    { name: 'no delivery', path: '/projects/fresh/deliveries', token: fresh.triage },
    { name: 'no source', path: '/projects/fresh/sources', token: fresh.triage },
    { name: 'nothing found', path: '/projects/shop?q=nothing', token: shop.triage },
    { name: 'no reports', path: '/projects/fresh', token: fresh.triage },
    { name: 'nothing flaky', path: '/projects/sound', token: sound.triage },
    { name: 'no such page', path: '/projects/shop/builds', token: shop.triage },
];
// what is between wide and narrow lays out as one of them does: light is enough
const looks = [
    { colorScheme: 'light', width: 1366, height: 900 }, { colorScheme: 'light', width: 820, height: 1000 },
    { colorScheme: 'light', width: 320, height: 640 }, { colorScheme: 'dark', width: 320, height: 640 },
    { colorScheme: 'dark', width: 1366, height: 900 },
];

for (const { name, path, token, then } of pages) {
    test(`${name}: light and dark, wide and narrow`, async () => {
        const { page, complaints, close } = await browser.open();
        try {
            await page.goto(service.url + path + (token ? `#token=${token}` : ''));
            await settled(page);
            await then?.(page);
            for (const { colorScheme, width, height } of looks) {
                await page.emulateMedia({ colorScheme });
                await page.setViewportSize({ width, height });
                if (process.env.SHOTS) {
                    const shot = `${name.replaceAll(' ', '-')}-${width}-${colorScheme}.png`;
                    await page.screenshot({ path: join(process.env.SHOTS, shot), fullPage: then !== openDialog && then !== openDestination });
                }
                assert.deepEqual(await axeFindings(page), [], `${colorScheme}, ${width} px`);
                assert.ok(await overflow(page) <= 0, `${colorScheme}: something is wider than ${width} px`);
            }
            assert.deepEqual(complaints, []);
        } finally {
            await close();
        }
    });
}

test('the skip link leads past the bar', async () => {
    const { page, close } = await browser.open();
    await page.goto(`${service.url}/projects/shop#token=${shop.triage}`);
    await settled(page);
    await page.evaluate(() => { document.querySelector('h1').dataset.seen = 'before'; });
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.getElementById('main').contains(document.activeElement)));
    assert.equal(await page.locator('h1[data-seen=before]').count(), 1, 'the page was not drawn again');
    await close();
});

await main(async () => {
    await browser.close();
    await service.stop();
});
