'use strict';

const { Cart } = require('../src/cart.js');
const { reserve } = require('../src/warehouse.js');

describe('cart', () => {
  test('merges the same article', () => {
    expect(new Cart().add('teapot', 2495).add('teapot', 2495, 2).total).toBe(7485);
  });

  test.each([
    [10, 2246],
    [25, 1872],
    [50, 1248],
  ])('coupon of %i %% leaves %i', (percent, total) => {
    expect(new Cart().add('teapot', 2495).redeem(percent).total).toBe(total);
  });

  test('refuses a quantity of <1 & "none"', () => {
    expect(() => new Cart().add('cup', 300, 0)).toThrow(/must be positive/);
  });

  test.todo('keeps gift cards');
});

describe('reservation', () => {
  test('is confirmed in time', async () => {
    const status = await reserve('R-1001');
    if (status !== 'confirmed') throw new Error(`reservation R-1001 is ${status} after 50 ms`);
  });

  test.skip('of gift wrap', () => {
    throw new Error('gift wrap opens in December');
  });
});
