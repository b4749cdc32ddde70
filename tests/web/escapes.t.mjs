#!/usr/bin/env node
// Escapes: the list and the form; one escape with its gaps, its plan and its post-mortem; categories.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
    announced, axeFindings, focusedText, overflow, picture, settled, startBrowser,
} from './browser.mjs';
import { startService } from './service.mjs';
import { commits, makeProject } from './shop.mjs';
import { main, test } from './tap.mjs';

const service = await startService();
const browser = await startBrowser();
const shop = await makeProject(service, 'shop', { reports: false });
const fresh = await makeProject(service, 'fresh', { reports: false });
const admin = service.token('shop', 'admin');
const { page, complaints } = await browser.open();
async function ask(method, path, body) {
    const answer = await fetch(`${service.url}/api/v1/projects/shop${path}`, {
        method, headers: { Authorization: `Bearer ${admin}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`);
    return answer.json();
}

const red = '<failure message="charged 2 times">at shop.PayTest.once(PayTest.java:9)</failure>';
const report = (tests) => `<testsuite name="pay">${Object.entries(tests).map(([name, inner]) =>
    `<testcase classname="shop.PayTest" name="${name}" time="1">${inner}</testcase>`).join('')}</testsuite>`;
const send = (tests, metadata) => service.upload('shop', shop.upload, service.file('pay.xml', report(tests)),
    { branch: 'main', job: 'unit', layer: 'unit', gate: 'pr', ...metadata });

// A test that saw the bug on the commit that went out was in quarantine.
await send({ once: red, refund: '', total: '' }, { commit: commits.first, build: '1', exit_code: '1' });
await send({ once: '', refund: '', total: '' }, { commit: commits.first, build: '1', attempt: '2', exit_code: '0' });
service.run('quarantine', '--project', 'shop', '--reason', 'flaky since March', 'once');
const shipped = await send({ once: red, refund: '', total: '' }, { commit: commits.second, build: '2', exit_code: '1' });
assert.equal(shipped.verdict, 'pass');
await ask('PUT', '/services/checkout', {});
await ask('POST', '/deployments', { key: 'd1', service: 'checkout', sha: commits.second, deployed_at: '2026-11-01T10:00:00Z' });

const bugs = () => page.locator('.bug');
const dialog = () => page.locator('dialog[open]');
const section = (name) => page.locator('section').filter({ has: page.getByRole('heading', { name, level: 2, exact: true }) });

async function fill(values) {
    for (const [label, value] of Object.entries(values)) {
        const field = dialog().getByLabel(label);
        if (await field.evaluate((element) => element.tagName === 'SELECT')) await field.selectOption(value);
        else await field.fill(value);
    }
}

// Presses a button, fills the dialog that opens, and sends it.
async function through(button, values, action, said) {
    await page.evaluate(() => { document.getElementById('live').textContent = ''; });
    await page.getByRole('button', { name: button, exact: true }).click();
    await fill(values);
    await dialog().getByRole('button', { name: action, exact: true }).click();
    await announced(page, said);
}

test('the bar leads to the escapes; where there is none, the page says what to do', async () => {
    await page.goto(`${service.url}/projects/shop#token=${shop.triage}`);
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Escapes' }).click();
    await page.getByRole('heading', { name: 'No bug written down yet' }).waitFor();
    await settled(page);
    assert.equal(await page.title(), 'Escapes of shop – Escapement');
    assert.match(await page.locator('.empty pre').textContent(), /curl --json/);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'no-escape');
});

test('a bug is written down in a form, which says what is wrong with it', async () => {
    await page.getByRole('button', { name: 'Write down a bug' }).click();
    await dialog().getByRole('button', { name: 'Write it down' }).click();
    assert.match(await dialog().textContent(), /A title is needed/);
    await fill({ Title: 'Orders are charged <b>twice</b>', 'Found at': 'customer', Category: 'concurrency', Service: 'nowhere',
        'Commit that went out': commits.second, 'What set it off': 'rare_timing', 'What happened': 'A double click pays twice.' });
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'form');
    await dialog().getByRole('button', { name: 'Write it down' }).click();
    await dialog().locator('.dialog-problem p').waitFor();
    assert.match(await dialog().locator('.dialog-problem').textContent(), /nowhere|service/);
    await fill({ Service: 'checkout' });
    await dialog().getByRole('button', { name: 'Write it down' }).click();
    await page.getByRole('heading', { name: 'Orders are charged <b>twice</b>', level: 1 }).waitFor();
    await settled(page);
    assert.match(page.url(), /\/escapes\/\d+$/);
});

test('its page says what it counts as, and what the data propose', async () => {
    assert.match(await page.locator('.panel').textContent(), /Escape.*found at customer.*Concurrency.*checkout.*proposed by its category/s);
    const gaps = await section('Why it got away').textContent();
    assert.match(gaps, /Quarantined Proposed.*Excused by quarantine on its commits: shop\.PayTest once/s);
    const place = await section('What was in place').textContent();
    assert.match(place, /The commit that went out.*3.*1 of 3 \(33 %\).*Excused on these commits: 1 failure.*once.*charged/s);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'escape');
});

test('a gap is confirmed with a word, and that is taken back', async () => {
    await page.getByRole('button', { name: 'Confirm: Quarantined' }).click();
    await dialog().getByRole('button', { name: 'Confirm' }).click();
    assert.match(await dialog().textContent(), /A word why is needed/);
    assert.deepEqual(await axeFindings(page), []);
    await fill({ Why: 'it was the only test of this' });
    await dialog().getByRole('button', { name: 'Confirm' }).click();
    await announced(page, 'Quarantined is confirmed.');
    assert.match(await page.locator('.gap').first().textContent(), /Confirmed.*it was the only test of this/s);
    await page.getByRole('button', { name: 'Take back: Quarantined' }).click();
    await announced(page, 'Quarantined is open again.');
    await through('Reject: Quarantined', { Why: 'it failed for something else' }, 'Reject', 'Quarantined is rejected.');
    assert.match(await page.locator('.gap').first().textContent(), /Rejected/);
});

test('a gap that only a person sees is named', async () => {
    await through('Name a gap', { Gap: 'weak_assertion', Why: 'it counted calls, not payments' }, 'Name it', 'The gap is named.');
    assert.match(await section('Why it got away').textContent(), /Weak assertion Confirmed.*counted calls/s);
    assert.equal(await focusedText(page), 'Name a gap');
});

test('a test that would have caught it is named, and what became of it is told', async () => {
    await page.getByRole('button', { name: 'Name a test' }).click();
    await fill({ Test: 'nobody knows' });
    await dialog().getByRole('button', { name: 'Name it' }).click();
    await dialog().getByText('No test is named like').waitFor();
    await fill({ Test: 'once', Why: 'it pays twice' });
    await dialog().getByRole('button', { name: 'Name it' }).click();
    await announced(page, 'The test is named.');
    const named = section('Tests that would have caught it');
    assert.match(await named.textContent(), /once.*named by a person.*failed on it.*in quarantine then/s);
    await named.getByRole('link', { name: 'once' }).click();
    await page.getByRole('heading', { name: 'once', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Why it got away' }).waitFor();
    await settled(page);
});

test('a gate that it passed is judged', async () => {
    await through('Judge: staging', { 'It could': 'yes', Why: 'it pays with a real card' }, 'Say so', 'staging is judged.');
    assert.match(await section('Gates that it passed').textContent(), /stagingStagingyesit pays with a real card/);
    await page.getByRole('button', { name: 'Take back: staging' }).click();
    await announced(page, 'staging is open again.');
});

test('changes and work are written down, and what is missing is said', async () => {
    const plan = section('What is changed');
    assert.match(await plan.textContent(), /work for fix, prevention, detection/);
    await through('Add a change', { Change: 'a test of the double click', 'What kind': 'regression_test' }, 'Write it down', 'The change is written down.');
    assert.match(await plan.textContent(), /none reaches further than this one bug/);
    await through('Add a change', { Change: 'every form is submitted twice', 'What kind': 'test_family' }, 'Write it down', 'The change is written down.');
    assert.doesNotMatch(await plan.textContent(), /none reaches further/);
    await through('Adopt: every form is submitted twice', {}, 'It is in force', 'It is in force.');
    await through('Guard: every form is submitted twice', { Class: 'shop.PayTest', Test: 'refund' }, 'It guards', 'It is guarded.');
    assert.match(await plan.textContent(), /every form is submitted twice.*in force in checkout since.*1 guard test/s);
    for (const aim of ['fix', 'prevention', 'detection']) {
        await through('Add work', { 'What is to be done': `the ${aim}`, Aim: aim, Due: '2030-01-31' }, 'Write it down', 'The work is written down.');
    }
    assert.doesNotMatch(await plan.textContent(), /Before review/);
    await page.getByRole('button', { name: 'Change: the fix' }).click();
    await fill({ State: 'verified' });
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('verified needs what shows').waitFor();
    await fill({ 'What shows that it works': 'https://ci.example/run/9' });
    await dialog().getByRole('button', { name: 'Save' }).click();
    await announced(page, 'It is changed.');
    assert.match(await plan.textContent(), /the fix Verified/);
});

test('tests that came with the fix are offered, and one click makes one a guard', async () => {
    const plan = section('What is changed');
    assert.match(await plan.textContent(), /Tell the commit that mended the bug/);
    await send({ once: '', refund: '', total: '', 'twice <i>': '' }, { commit: commits.third, build: '3', exit_code: '0' });
    await through('Change', { 'Commit that mended it': commits.third }, 'Change', 'It is changed.');
    await through('Reject: Not run', { Why: 'it was not there yet' }, 'Reject', 'Not run is rejected.');
    await page.getByRole('button', { name: 'Let it guard: twice <i> for every form is submitted twice' }).click();
    await announced(page, 'twice <i> guards it.');
    assert.match(await plan.textContent(), /every form is submitted twice.*2 guard tests.*twice <i>.*refund.*a test of the double click/s);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'plan');
    await plan.getByRole('link', { name: 'twice <i>' }).first().click();
    await page.getByRole('heading', { name: 'twice <i>', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'What is changed' }).waitFor();
    await settled(page);
});

test('guards, adoptions and changes are ended, each with what it takes', async () => {
    const plan = section('What is changed');
    await page.getByRole('button', { name: 'End the guard twice <i>: every form is submitted twice' }).click();
    await dialog().getByRole('button', { name: 'End it' }).click();
    assert.match(await dialog().textContent(), /A reason is needed/);
    await fill({ Why: 'refund does' });
    await dialog().getByRole('button', { name: 'End it' }).click();
    await announced(page, 'twice <i> guards it no longer.');
    assert.match(await plan.textContent(), /1 guard test.*First appeared with its fix.*twice <i>/s);
    await through('Adopt: a test of the double click', {}, 'It is in force', 'It is in force.');
    await through('End in checkout: a test of the double click', {}, 'It ended', 'It is no longer in force in checkout.');
    assert.match(await plan.textContent(), /a test of the double click.*in force nowhere yet.*was in force in checkout since.*until/s);
    await through('Adopt: a test of the double click', {}, 'It is in force', 'It is in force.');
    await through('Give up: a test of the double click', { Why: 'the family has it' }, 'Give it up', 'It is given up.');
    assert.match(await plan.textContent(), /a test of the double click.*given up .*: the family has it(.*was in force in checkout since.*until){2}/s);
    assert.equal(await page.getByRole('button', { name: 'End in checkout: a test of the double click' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Adopt: a test of the double click' }).count(), 0);
});

test('the post-mortem counts its fields; open ones are written, and remarks are kind', async () => {
    const mortem = section('Post-mortem');
    assert.match(await mortem.locator('.lead').first().textContent(), /^Draft\. \d+ of \d+ \(\d\d %\) of its fields are filled by the service/);
    const open = mortem.locator('.mortem-field').filter({ hasText: 'Open' }).first();
    const label = (await open.getByRole('button').getAttribute('aria-label')).slice('Write: '.length);
    await through(`Write: ${label}`, { Words: '@ada should have noticed it.\nNobody did.' }, 'Save', 'It is saved.');
    const written = mortem.locator('.mortem-field').filter({ hasText: 'Nobody did.' });
    assert.match(await written.textContent(), /Written.*A thought before others read it/s);
    assert.equal(await focusedText(page), `Change: ${label}`);
    await through(`Change: ${label}`, { Words: '' }, 'Save', 'It is saved.');
    assert.equal(await written.count(), 0);
    assert.deepEqual(await axeFindings(page), []);
});

test('it opens as a page of its own, as it is printed, and comes as Markdown', async () => {
    const popup = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Open to print' }).click();
    const printed = await popup;
    await printed.getByRole('heading', { name: 'Post-mortem: Orders are charged <b>twice</b>' }).waitFor();
    assert.match(printed.url(), /^blob:/);
    assert.equal(await printed.evaluate(() => getComputedStyle(document.body).maxWidth), '704px', 'it has its style');
    await printed.close();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download Markdown' }).click();
    const file = await download;
    assert.match(file.suggestedFilename(), /^postmortem-\d+\.md$/);
    assert.match(readFileSync(await file.path(), 'utf8'), /^# Post-mortem: Orders are charged/);
});

test('on paper nothing is cut off, heads stay with what they head, and dark is light', async () => {
    const id = Number(page.url().split('/').pop().split('#')[0]);
    const address = `https://example.org/${'charged'.repeat(30)}`;
    await ask('PUT', `/escapes/${id}/postmortem/fields/lessons.well`, { words: `It is told at ${address}` });
    const popup = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Open to print' }).click();
    const printed = await popup;
    await printed.getByText(address).waitFor();
    await printed.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const width of [794, 643]) { // A4 at 96 dots an inch: whole, and less 2 cm on each side
        await printed.setViewportSize({ width, height: 1123 });
        assert.ok(await overflow(printed) <= 0, `it sticks out of ${width}`);
    }
    const look = await printed.evaluate(() => {
        const style = (selector, name) => [...new Set([...document.querySelectorAll(selector)].map((element) => getComputedStyle(element)[name]))];
        return {
            heads: style('h1, h2, h3', 'breakAfter'), fields: style('section section', 'breakInside'),
            ink: style('body, h1, h2, p, li', 'color'), size: style('p, li', 'fontSize'),
            controls: document.querySelectorAll('nav, button, input, form, script').length,
        };
    });
    assert.deepEqual(look, { heads: ['avoid'], fields: ['avoid'], ink: ['rgb(0, 0, 0)'], size: ['14.6667px'], controls: 0 });
    assert.match((await printed.pdf({ format: 'A4' })).subarray(0, 5).toString(), /^%PDF-/);
    await printed.close();
    await ask('PUT', `/escapes/${id}/postmortem/fields/lessons.well`, { words: null });
});

test('versions are kept, and review follows', async () => {
    await page.getByRole('button', { name: 'Keep this version' }).click();
    await announced(page, 'A draft is kept.');
    await through('Ask for review', {}, 'Ask for review', 'It is in review.');
    const mortem = section('Post-mortem');
    assert.match(await mortem.textContent(), /^Post-mortemIn review.*Version 2 · In review.*Version 1 · Draft/s);
    const popup = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Open version 1' }).click();
    await (await popup).close();
    await picture(page, 'escape-whole');
});

test('an escape is closed when its layer is settled', async () => {
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await fill({ State: 'closed' });
    await dialog().getByRole('button', { name: 'Change' }).click();
    await dialog().getByText('an escape is closed when a person has said', { exact: false }).waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await through('Settle the layer', {}, 'Settle', 'The layer is settled.');
    await through('Change', { State: 'closed' }, 'Change', 'It is changed.');
    assert.match(await page.locator('.panel').textContent(), /Closed/);
    assert.doesNotMatch(await page.locator('.panel').textContent(), /proposed by its category/);
});

test('everything that was changed is told', async () => {
    await page.getByText('Everything that was changed of it').click();
    const entries = section('History').locator('.event');
    await entries.first().waitFor();
    assert.match(await entries.first().textContent(), /state: open → closed/);
    assert.deepEqual(await axeFindings(page), []);
});

test('catches stand beside escapes; filters narrow the list, and the address keeps them', async () => {
    await ask('POST', '/defects', { title: 'A typo', stage: 'pr', category: 'business_logic', service: 'checkout' });
    await ask('POST', '/defects', { title: 'Not looked at' });
    await page.getByRole('link', { name: 'Escapes of shop' }).click();
    await page.getByRole('heading', { name: 'Escapes', level: 1 }).waitFor();
    await settled(page);
    assert.deepEqual(await bugs().locator('a').allTextContents(), ['Orders are charged <b>twice</b>']);
    await page.getByLabel('Catches').check();
    await announced(page, '1 bug, and that is all');
    assert.match(await bugs().first().textContent(), /Catch A typo.*Business logic.*checkout.*found at pull request/s);
    await page.getByLabel('All', { exact: true }).check();
    await announced(page, '3 bugs, and that is all');
    assert.match(await bugs().first().textContent(), /Not counted.*where it was found is not told/s);
    await page.getByLabel('Category').selectOption('concurrency');
    await announced(page, '1 bug, and that is all');
    await page.getByLabel('Words').fill('nothing like it');
    await page.getByLabel('Words').press('Enter');
    await page.getByRole('heading', { name: 'No bug matches' }).waitFor();
    assert.match(page.url(), /kind=all&category=concurrency&q=nothing/);
    await page.getByRole('button', { name: 'Show all' }).click();
    await announced(page, '3 bugs, and that is all');
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'escapes');
});

test('a catch has nothing to explain', async () => {
    await bugs().getByRole('link', { name: 'A typo' }).click();
    await page.getByRole('heading', { name: 'A typo', level: 1 }).waitFor();
    assert.match(await page.locator('.panel').textContent(), /Counts as a catch/);
    assert.equal(await page.getByRole('heading', { name: 'Post-mortem' }).count(), 0);
    assert.deepEqual(await axeFindings(page), []);
});

test('a bug that is the same as another is merged into it', async () => {
    const twin = (await ask('POST', '/defects', { title: 'A typo, again', stage: 'pr' })).id;
    const other = Number(page.url().split('/').pop());
    await page.goto(`${service.url}/projects/shop/escapes/${twin}`);
    await settled(page);
    await through('Same as another', { 'The other one': String(other) }, 'Merge', 'It is one with the other.');
    assert.match(await page.locator('.panel').textContent(), /It is one with another bug, which counts/);
    await page.getByRole('link', { name: `bug ${other}` }).click();
    await page.getByRole('heading', { name: 'A typo', level: 1, exact: true }).waitFor();
});

test('categories say what holds, why, and what is missing', async () => {
    await page.getByRole('navigation', { name: 'Pages of this project' }).getByRole('link', { name: 'Categories' }).click();
    await page.getByRole('heading', { name: 'Categories', level: 1 }).waitFor();
    await settled(page);
    const watch = page.locator('.watch').filter({ hasText: 'Concurrency in checkout' });
    await watch.getByText('1 guard test').click();
    assert.match(await watch.textContent(), /Holding.*before: 1 escape in 1 deployment .*more clean deployments would prove.*refund.*runs/s);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'categories');
    await page.getByLabel('Closed').check();
    await page.getByRole('heading', { name: 'No category matches' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await watch.waitFor();
    await watch.getByRole('link', { name: 'Concurrency in checkout' }).click();
    await page.getByRole('heading', { name: 'Escapes', level: 1 }).waitFor();
    assert.match(page.url(), /kind=all&category=concurrency&service=checkout/);
});

test('how much got away is counted, and every number leads to its bugs', async () => {
    await page.goto(`${service.url}/projects/shop/categories`);
    const rates = section('How much got away');
    await settled(page);
    assert.match(await rates.locator('tbody').first().textContent(), /Business logic01.*Concurrency10.*1 of 1 \(100 %\)/s);
    assert.match(await rates.textContent(), /What sets them off.*Rare timing1 of 1/s);
    await page.getByLabel('By service').check();
    await page.waitForURL(/by=service/);
    await rates.getByRole('link', { name: '1 of checkout' }).first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'rates');
    await rates.getByRole('link', { name: '1 of checkout' }).first().click();
    await page.getByRole('heading', { name: 'Escapes', level: 1 }).waitFor();
    assert.equal(await bugs().count(), 1);
    assert.match(page.url(), /kind=escape&service=checkout$/);
    await page.goto(`${service.url}/projects/shop/categories?by=service&from=2020-01-01`);
    await rates.getByText('whenever its bugs were found').waitFor();
    const counted = rates.getByRole('region', { name: 'How much got away' }).getByRole('link');
    assert.equal(await counted.count(), 0);
    assert.deepEqual(await axeFindings(page), []);
    await page.getByLabel('As found').check();
    await page.waitForURL(/cohort=found/);
    await counted.first().waitFor();
    assert.equal(await rates.getByText('whenever its bugs were found').count(), 0);
    await page.goto(`${service.url}/projects/shop/escapes?kind=all&layer=unit`);
    await settled(page);
    assert.equal(await page.getByLabel('Layer').inputValue(), 'unit');
});

test('where bugs came in and what they cost is said, with what that rests on', async () => {
    await page.goto(`${service.url}/projects/shop/categories`);
    const rates = section('How much got away');
    await settled(page);
    assert.match(await rates.textContent(), /Where they came in.*Nobody has said yet.*Left out: 2 bugs of which nobody said/s);
    const [escape] = (await ask('GET', '/defects?kind=escape')).items;
    await ask('PATCH', `/defects/${escape.id}`, { origin_stage: 'review', money: '3180.00', currency: 'EUR' });
    const typo = (await ask('GET', '/defects?kind=catch')).items.find(({ title }) => title === 'A typo');
    await ask('PATCH', `/defects/${typo.id}`, { origin_stage: 'local', introduced_sha: commits.first });
    await page.reload();
    await settled(page);
    const text = await rates.textContent();
    assert.match(text, /1 of 2 bugs were found before the field \(50 %, 95 % interval .* to .* %, .*\)/s);
    assert.match(text, /From reviewFrom local.*Pull request011 of 2 \(50 %\), 9\.5 % to 91 %1 of 2 .*Production10/s);
    assert.match(text, /What they cost.*Customer got away13180\.00 EUR, told of 1 of 1.*3180\.00 EUR.*each, .* in all/s);
    assert.match(text, /nobody has said/);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'origins');
    await rates.getByRole('region', { name: 'What they cost' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Escapes', level: 1 }).waitFor();
    await settled(page);
    assert.match(page.url(), /kind=all&stage=pr/);
    assert.equal(await page.getByLabel('Found at').inputValue(), 'pr');
    assert.match(await bugs().filter({ hasText: 'brought by' }).textContent(), /A typo.*brought by 1111111111aa \(by hand, certain\)/s);
    await page.getByRole('link', { name: 'A typo', exact: true }).click();
    await page.getByRole('heading', { name: 'A typo', level: 1, exact: true }).waitFor();
    assert.match(await page.locator('.panel').textContent(), /Came in at ?Local.*Brought by.*by hand, certain/s);
});

test('where nothing is watched, the page says what to do', async () => {
    await page.goto(`${service.url}/projects/fresh/categories#token=${fresh.triage}`);
    await page.getByRole('heading', { name: 'Nothing is watched yet' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
});

test('narrow windows and dark ones show all of it', async () => {
    const escape = (await ask('GET', '/defects?kind=escape')).items[0].id;
    for (const colorScheme of ['light', 'dark']) {
        for (const width of [820, 320]) {
            const narrow = await browser.open({ colorScheme, viewport: { width, height: 700 } });
            for (const path of ['escapes?kind=all', `escapes/${escape}`, 'categories']) {
                await narrow.page.goto(`${service.url}/projects/shop/${path}#token=${shop.triage}`);
                await settled(narrow.page);
                assert.deepEqual(await axeFindings(narrow.page), [], `${path} ${colorScheme} ${width}`);
                assert.ok(await overflow(narrow.page) <= 0, `${path} sticks out at ${width}`);
            }
            assert.deepEqual(narrow.complaints, []);
            await narrow.close();
        }
    }
});

test('what was refused was refused by the forms alone', async () => {
    assert.deepEqual(complaints.filter((text) => !/status of 422/.test(text)), []);
});

await main(async () => {
    await browser.close();
    await service.stop();
});
