'use strict';

// Attachments, soft assertions, expected failures, hooks and time limits.
const { test, expect } = require('@playwright/test');

test('attaches a receipt', async ({}, info) => {
  await info.attach('receipt', { body: 'total 24.95', contentType: 'text/plain' });
  await info.attach('drawer', { path: __filename });
  info.annotations.push({ type: 'requirement', description: 'POS-17 & <POS-18>' });
  expect('drawer open').toBe('drawer shut');
});

test('has two soft failures', async () => {
  expect.soft(1, 'coins').toBe(2);
  expect.soft('till', 'label').toBe('drawer');
});

test('is expected to fail', async () => {
  test.fail(true, 'known defect');
  expect(1).toBe(2);
});

test('says control characters', async () => {
  console.log('display \u001b[31mERROR\u001b[0m \u0000\u0008');
  console.error('printer \u001b[2J');
  throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>');
});

test('takes too long', async () => {
  test.setTimeout(300);
  await new Promise(() => {});
});

test.describe('till', () => {
  test.afterEach(async () => {
    throw new Error('till drawer did not close');
  });
  test('opens › then shuts', async () => {
    expect('shut').toBe('open');
  });
});

test.describe.serial('receipt', () => {
  test('is printed', async () => {
    throw 'no error object';
  });
  test('is torn off', async () => {});
});
