'use strict';

const { vat, refund } = require('../src/ledger.js');

test.each`
  net     | rate  | tax
  ${1000} | ${20} | ${200}
  ${100}  | ${7}  | ${7}
`('tax on $net at $rate % is $tax', ({ net, rate, tax }) => {
  expect(vat(net, rate)).toBe(tax);
});

test('refund rounds tax half up', () => {
  expect(refund(1299, 19)).toBe(1546);
});
