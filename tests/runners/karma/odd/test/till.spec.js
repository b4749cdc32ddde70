// Nested groups, several failed expectations in a test, pending tests, hooks that fail.
describe('till', () => {
  describe('drawer & lock', () => {
    it('opens', () => expect(1).toBe(1));
    it('shuts', () => {
      expect('é😀').toBe('\uffff');
      expect('drawer').withContext('second').toBe('till');
      throw new Error('third');
    });
  });
  it('opens', () => expect(1).toBe(1));
  it('expects nothing', () => {});
  for (const [net, tax] of [[1000, 200], [100, 8]]) {
    it(`tax on ${net}`, () => expect(net / 5).toBe(tax));
  }
});
describe('shop', () => {
  describe('drawer & lock', () => it('opens', () => expect(1).toBe(1)));
});
describe(' ', () => {
  it('<b> & "quotes" \'single\' ]]> 日本\nsecond line', () => {});
  it('name with \u0001 and \u001b[31m', () => {});
  it('message with control characters', () => {
    throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>\nsecond line');
  });
});
it('is not in a group', () => {});
describe('scale', () => {
  it('is to be done');
  xit('is skipped', () => {});
  it('ends as pending', () => pending('opens in "December"'));
});
describe('printer', () => {
  beforeAll(() => {
    throw new Error('no paper');
  });
  it('prints', () => {});
});
describe('till again', () => {
  afterAll(() => {
    throw new Error('till drawer did not close');
  });
  it('opens', () => {});
});
