'use strict';

// An assertion is a test here: several fail, share names, are skipped or to be done.
const test = require('tape');

test('till', (t) => {
  t.ok(true, 'opens');
  t.equal('é', 'shut ]]> & <b>', 'opens');
  t.ok(false);
  t.ok(true, '<b> & "quotes" \'single\' ]]> 日本');
  t.end();
});
test('till', (t) => {
  t.test('drawer & <lock>', (t) => {
    t.ok(true, 'opens');
    t.deepEqual({ open: true }, { open: false }, 'shuts');
    t.end();
  });
  t.ok(false, 'is to be done and fails', { todo: true });
  t.ok(true, 'is to be done and passes', { todo: 'when the scale is here' });
  t.ok(false, 'is skipped', { skip: 'opens in "December"' });
  t.end();
});
test.skip('is skipped', (t) => t.fail('is never run'));
test('is to be done', { todo: true }, (t) => {
  t.fail('not yet');
  t.end();
});
test('printer', (t) => {
  t.plan(2);
  t.pass('one of two');
  t.end();
});
test('expects nothing', (t) => t.end());
