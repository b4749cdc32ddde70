'use strict';

// Nested groups, attachments, output, pending tests in every shape.
const assert = require('node:assert');

describe('till', () => {
  describe('drawer & lock', () => {
    it('opens', function () {
      this.test.attachments = ['shots/drawer [1].png', 'videos/till & lock.mp4'];
      this.test.consoleOutputs = ['drawer is open \u001b[2J ]]>'];
      this.test.consoleErrors = ['no light'];
    });
    it('opens', function () {
      this.test.attachments = ['shots/shut.png'];
      assert.equal('é😀', 'shut');
    });
    it('is to be done');
  });
  it('opens', () => {});
  it('skips itself', function () {
    this.skip();
  });
});
describe('a group with nothing but a group', () => {
  describe.skip('closed', () => {
    it('opens', () => assert.fail('is never run'));
  });
});
it('is not in a group', () => {
  throw Object.assign(new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>'), {
    name: 'DisplayError',
  });
});
