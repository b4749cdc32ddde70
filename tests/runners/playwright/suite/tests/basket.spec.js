'use strict';

const { test, expect } = require('@playwright/test');
const { shopPage } = require('./page.js');
const { answer } = require('./warehouse.js');

test.describe('basket', () => {
  for (const article of ['teapot', 'thé <vert> & "miel"']) {
    test(`takes ${article}`, async ({ page }) => {
      await page.setContent(shopPage());
      await page.getByLabel('Article', { exact: true }).fill(article);
      await page.getByRole('button', { name: 'Add' }).click();
      await expect(page.getByRole('listitem')).toHaveText([article]);
      await expect(page.getByLabel('Total')).toHaveText('24.95');
    });
  }

  test('is confirmed when reserved', async ({ page }, info) => {
    console.log(`reserving from ${info.project.name}`);
    await page.setContent(shopPage(answer('R-1001', info.project.name)));
    await page.getByRole('button', { name: 'Reserve' }).click();
    const status = await page.locator('p[role=status]').textContent();
    expect(status, 'reservation R-1001 is not confirmed').toBe('Reservation confirmed');
  });

  test('shows departments beside it', async ({ page, viewport }) => {
    test.skip(viewport.width < 700, 'a phone has them in the menu');
    await page.setContent(shopPage());
    await expect(page.getByRole('navigation')).toBeVisible();
  });

  test.fixme('wraps gifts', async () => {});
});
