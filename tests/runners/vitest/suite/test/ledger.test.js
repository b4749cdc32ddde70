import { expect, test } from 'vitest';

import { refund, vat } from '../src/ledger.js';

test.each([
  [1000, 20, 200],
  [100, 7, 7],
])('tax on %i at %i %% is %i', (net, rate, tax) => {
  expect(vat(net, rate)).toBe(tax);
});

test('refund rounds tax half up', () => {
  expect(refund(1299, 19)).toBe(1546);
});
