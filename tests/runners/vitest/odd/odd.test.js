// What vitest's reporter writes when names and failures are not tidy.
import { afterAll, describe, expect, test } from 'vitest';

test('same name twice', () => {});
test('same name twice', () => {
  expect('é😀').toBe('\uffff');
});

test('names with \u0000 and \u0008', () => {});

test('message with control characters', () => {
  throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>');
});

test('two soft assertions', () => {
  expect.soft(1).toBe(2);
  expect.soft('till').toBe('drawer');
});

test.fails('is expected to fail', () => {
  throw new Error('known defect');
});

describe('till', () => {
  afterAll(() => {
    throw new Error('till drawer did not close');
  });
  test('opens', () => {
    console.log('drawer\u001b[2J is open');
  });
});
