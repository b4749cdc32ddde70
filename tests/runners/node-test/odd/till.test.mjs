// Nested groups, todo that fails, names that repeat or are no XML, hooks that fail.
import assert from 'node:assert';
import { after, before, describe, it, test } from 'node:test';

describe('till', () => {
  describe('drawer', () => {
    it('opens', () => {});
    it('opens', () => assert.equal('é😀', '\uffff'));
  });
  it('opens', () => {});
  describe('a group with nothing in it', () => {});
});

test('receipt', async (t) => {
  await t.test('is printed', () => {});
  await t.test('is signed', async (t) => {
    await t.test('by the clerk', () => {
      throw new TypeError('no clerk');
    });
  });
  t.diagnostic('printer -- says ]]> & <b>');
});

test('two\nlines and a\ttab', () => {});
test('name with \u0000, \u0008 and \u001b[31m', () => {});
test('<b> & "quotes" \'single\' ]]> 日本', () => {});
test('', () => {});
test('message with control characters', () => {
  throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>\nsecond line');
});
test('throws something that is no error', () => {
  throw 'till';
});

test('is to be done', { todo: true }, () => {});
test('is to be done and fails', { todo: 'when the scale is here' }, () => {
  throw new Error('not yet');
});
test('is skipped', { skip: true }, () => {});
test('is skipped with a reason', (t) => t.skip('gift wrap opens in "December"'));
test('is skipped and fails', { skip: 'no scale' }, () => {
  throw new Error('is never run');
});
test('skips itself and fails', (t) => {
  t.skip('no scale');
  throw new Error('the scale is gone');
});
test('is too slow', { timeout: 20 }, () => new Promise((done) => setTimeout(done, 500)));
test('does not wait', (t) => {
  t.test('is cancelled', () => new Promise((done) => setTimeout(done, 500)));
});

describe('printer', () => {
  before(() => {
    throw new Error('no paper');
  });
  it('prints', () => {});
});
describe('scale', () => {
  after(() => {
    throw new Error('scale did not settle');
  });
  it('weighs', () => console.log('12 g \u001b[2J'));
});
