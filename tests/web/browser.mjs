// Chromium with an empty profile, and pages that remember every complaint they made.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export async function startBrowser() {
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });

    // @options as those of a browser context. `complaints` are console errors and warnings, errors
    // that nobody caught, and what the Content-Security-Policy refused.
    async function open(options = {}) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 },
            reducedMotion: 'reduce', ...options });
        const page = await context.newPage();
        page.setDefaultTimeout(8000);
        const complaints = [];
        page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
        page.on('console', (message) => {
            if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
        });
        await page.exposeFunction('complain', (text) => { complaints.push(text); });
        await page.addInitScript(() => {
            document.addEventListener('securitypolicyviolation', (event) => {
                window.complain(`policy: ${event.violatedDirective} ${event.blockedURI}`);
            });
        });
        return { page, complaints, close: () => context.close() };
    }

    return { open, close: () => browser.close() };
}

// Waits until the page shows what its address asks for.
export async function settled(page) {
    await page.waitForSelector('h1');
    await page.waitForFunction(() => !document.querySelector('[aria-busy]'));
}

// What axe finds against WCAG 2.2 A and AA and its own good practice, in lines fit to be read.
// It is run from outside the page, as the page's policy would refuse its script.
export async function axeFindings(page) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run({
        runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    }));
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
        `${id} at ${target.join(' ')}: ${failureSummary}`));
}

// How many pixels a page is wider than its window.
export function overflow(page) {
    return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

export const focusedText = (page) => page.evaluate(() =>
    document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim());

export const announced = (page, words) => page.waitForFunction(
    (part) => document.getElementById('live').textContent.includes(part), words);

// With PICTURES=FOLDER: how the page looks, light and dark, for people to look at.
export async function picture(page, name) {
    const folder = process.env.PICTURES;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    const fullPage = await page.locator('dialog').count() === 0;
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage });
    }
    await page.emulateMedia({ colorScheme: 'light' });
}
