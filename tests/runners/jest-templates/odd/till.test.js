'use strict';

// Groups that share names, several tries, and what is no failure though nothing ran.
jest.retryTimes(2);

describe('till', () => {
  describe('drawer & lock', () => {
    test('opens', () => console.log('drawer is open \u001b[2J ]]>'));
    test('opens', () => expect('é😀').toBe('\uffff'));
  });
  test('opens', () => {});
});
describe('shop', () => {
  describe('drawer & lock', () => test('opens', () => {}));
});
test('is not in a group', () => {});
test.todo('is to be done');
test.skip('is skipped', () => {});
test.each([[1000, 20, 200], [100, 7, 8]])('tax on %i at %i is %i', (net, rate, tax) => {
  expect((net * rate) / 100).toBe(tax);
});
test.each([{ name: 'a' }, { name: 'a' }])('line $name', () => {});

let tries = 0;
test('passes at the third try', () => expect(++tries).toBe(3));
test('fails at every try', () => {
  throw new Error(`try ${++tries}`);
});
