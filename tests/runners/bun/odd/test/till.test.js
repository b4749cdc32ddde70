// Nested groups, names that repeat or are no XML, hooks that fail, several tries.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';

describe('till', () => {
  describe('drawer', () => {
    describe('lock', () => {
      test('opens', () => {});
      test('opens', () => expect('é😀').toBe('\uffff'));
    });
    test('opens', () => {});
  });
  describe('drawer', () => {
    test('opens', () => {
      throw new TypeError('no drawer');
    });
  });
});

describe('', () => {
  test('in a group without a name', () => {});
});
test('', () => {});
test('two\nlines and a\ttab', () => {});
test('name with \u0000, \u0008 and \u001b[31m', () => {});
test('<b> & "quotes" \'single\' ]]> 日本 \ud800', () => {});

test.each([[1000, 20, 200], [100, 7, 8]])('tax on %i at %i', (net, rate, tax) => {
  expect((net * rate) / 100).toBe(tax);
});
test.each([[{ net: 1 }], [{ net: 1 }]])('line %p', () => {});

test('message with control characters', () => {
  throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>\nsecond line');
});
test('throws something that is no error', () => {
  throw 'till';
});

test.skip('is skipped', () => {});
test.todo('is to be done');
test.todo('is to be done and fails', () => {
  throw new Error('not yet');
});
test.failing('is expected to fail', () => {
  throw new Error('known defect');
});
test.failing('is expected to fail and passes', () => {});

let tries = 0;
test('passes at the third try', () => expect(++tries).toBe(3), { retry: 2 });
test('fails at every try', () => expect(0).toBe(1), { retry: 2 });
test('fails at the third run', () => expect(++tries).toBeLessThan(6), { repeats: 4 });
test('is too slow', async () => {
  await new Promise((done) => setTimeout(done, 1000));
}, 20);

describe('printer', () => {
  beforeAll(() => {
    throw new Error('no paper');
  });
  test('prints', () => {});
});
describe('scale', () => {
  afterAll(() => {
    throw new Error('scale did not settle');
  });
  test('weighs', () => console.log('12 g \u001b[2J'));
});
