// Nested groups, shared names, tries, hooks that fail, messages that are no XML.
const equal = (actual, expected) => {
  if (actual !== expected) throw new Error(`${actual} is not ${expected}`);
};

describe('till', () => {
  describe('drawer & lock', () => {
    it('opens', () => console.log('drawer is open \u001b[2J ]]>'));
    it('opens', () => equal('é😀', '\uffff'));
  });
  it('opens', () => {});
});
describe('', () => {
  it('', () => {});
  it('<b> & "quotes" \'single\' ]]> 日本\nsecond line', () => {});
  it('name with \u0001 and \u001b[31m', () => {});
});
it('is not in a group', () => {});

describe('receipt', () => {
  let tries = 0;
  it('passes at the third try', () => equal(++tries, 3));
  it('message with control characters', () => {
    throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>\nsecond line');
  });
  it.skip('is skipped', () => {});
  it('is to be done');
  it('skips itself', function () {
    this.skip();
  });
});
describe('printer', () => {
  before(() => {
    throw new Error('no paper');
  });
  it('prints', () => {});
});
