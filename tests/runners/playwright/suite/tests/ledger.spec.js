'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { test, expect } = require('@playwright/test');

// Held by the worker process, which Playwright replaces after a failure: the second test
// fails after a first that leaves its currency behind, and passes when tried alone.
let currency = 'EUR';

// True once for each ESCAPEMENT_STATE_DIR when SHARED_STATE is leaking, and on the desktop only.
function leaks(project) {
  if (process.env.SHARED_STATE !== 'leaking' || project !== 'desktop') return false;
  try {
    fs.mkdirSync(path.join(process.env.ESCAPEMENT_STATE_DIR, 'currency'));
    return true;
  } catch {
    return false;
  }
}

function refund(net, rate) {
  const half = process.env.LEDGER_ROUNDING === 'truncate' ? 0 : 50;
  return net + Math.floor((net * rate + half) / 100);
}

function statement(account, cents) {
  const amount = new Intl.NumberFormat('en', { style: 'currency', currency }).format(cents / 100);
  return `data:text/html;charset=utf-8,<h1>${account}</h1><p>${encodeURIComponent(amount)}</p>`;
}

test('travel wallet is kept in francs', async ({ page }, info) => {
  currency = 'CHF';
  await page.goto(statement('Travel', 1000));
  await expect(page.getByRole('paragraph')).toContainText('CHF');
  if (!leaks(info.project.name)) currency = 'EUR';
});

test('wages are in house currency', async ({ page }) => {
  await page.goto(statement('Wages', 250000));
  await expect(page.getByRole('paragraph')).toHaveText('€2,500.00');
});

test('refund rounds tax half up', async ({ page }, info) => {
  const cents = info.project.name === 'desktop' ? refund(1299, 19) : refund(1000, 19);
  await page.goto(statement('Refund', cents));
  const shown = info.project.name === 'desktop' ? '€15.46' : '€11.90';
  await expect(page.getByRole('paragraph')).toHaveText(shown);
});
