'use strict';

const assert = require('node:assert');
const { refund, vat } = require('../src/ledger.js');

describe('ledger', () => {
  describe('tax', () => {
    for (const [net, rate, tax] of [[1000, 20, 200], [100, 7, 7]]) {
      it(`on ${net} at ${rate} % is ${tax}`, () => assert.equal(vat(net, rate), tax));
    }
  });

  it('refund rounds tax half up', () => {
    assert.equal(refund(1299, 19), 1546);
  });
});
