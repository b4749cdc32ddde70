'use strict';

// Hooks that fail, names that repeat, messages that are no XML.
const assert = require('node:assert');

describe('till', () => {
  before(() => {
    throw new Error('till drawer is locked');
  });
  it('opens', () => {});
});

describe('receipt', () => {
  afterEach(function () {
    if (this.currentTest.title === 'is printed') throw new Error('printer is out of paper');
  });
  it('is printed', () => {});
  it('is never reached', () => {});
});

it('same name twice', () => {});
it('same name twice', () => assert.equal('é😀', '\uffff'));
it('message with control characters', () => {
  throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>');
});
it('name with \u0001 in it', () => {});
