import { describe, expect, it } from 'vitest';

import { Cart } from '../src/cart.js';
import { reserve } from '../src/warehouse.js';

describe('cart', () => {
  it('merges the same article', () => {
    expect(new Cart().add('teapot', 2495).add('teapot', 2495, 2).total).toBe(7485);
  });

  it.each([
    { percent: 10, total: 2246 },
    { percent: 25, total: 1872 },
    { percent: 50, total: 1248 },
  ])('coupon of $percent % leaves $total', ({ percent, total }) => {
    expect(new Cart().add('teapot', 2495).redeem(percent).total).toBe(total);
  });

  it('refuses a quantity of <1 & "none"', () => {
    expect(() => new Cart().add('cup', 300, 0)).toThrow(/must be positive/);
  });

  it.todo('keeps gift cards');
});

describe('reservation', () => {
  it('is confirmed in time', async () => {
    const status = await reserve('R-1001');
    if (status !== 'confirmed') throw new Error(`reservation R-1001 is ${status} after 50 ms`);
  });

  it.skip('of gift wrap', () => {
    throw new Error('gift wrap opens in December');
  });
});
