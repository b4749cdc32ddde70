import assert from 'node:assert';
import { After, Before, Given, Then, When } from '@cucumber/cucumber';

const tries = new Map();

Before({ tags: '@skipped' }, () => 'skipped');

Given('a till', function () {
  this.open = false;
});
When('the drawer is pulled', function () {
  this.open = true;
  this.log('drawer is open \u001b[2J ]]>');
  this.attach('{"till": 1}', 'application/json');
});
Then('it is open', function () {
  assert(this.open, 'drawer is shut');
});
Then('it is shut', function () {
  assert(!this.open, 'drawer is open');
});
Then('the tax on {int} at {int} is {int}', (net, rate, tax) => {
  assert.equal((net * rate) / 100, tax);
});
When('the printer has no paper', () => {
  throw new TypeError('no paper on port 9100');
});
When('the display says ERROR', () => {
  throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b> é😀\nsecond line');
});
When('the scenario is skipped', () => 'skipped');
When('the scale is here', () => 'pending');
When('the step is ambiguous', () => {});
When(/the step is/, () => {});
When('it passes at try {int}', (needed) => {
  tries.set(needed, (tries.get(needed) ?? 0) + 1);
  assert.equal(tries.get(needed), needed);
});
When('the hook afterwards fails', () => {});
After(({ pickle }) => {
  if (pickle.name.includes('hook')) throw new Error('till drawer did not close');
});
