'use strict';

// What jest-junit passes through without a second look.

describe('', () => {
  test('has an empty describe', () => {});
});

test('names with \u0000 and \u0008 are kept', () => {});

test('message with control characters', () => {
  throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>');
});

test('same name twice', () => {});
test('same name twice', () => {
  expect('é😀').toBe('\uffff');
});

test.failing('is expected to fail', () => {
  throw new Error('known defect');
});

test('throws something that is no error', () => {
  throw 'till'; // eslint-disable-line no-throw-literal
});

afterAll(() => {
  throw new Error('till drawer did not close');
});
