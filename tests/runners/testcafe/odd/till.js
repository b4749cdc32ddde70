// Shared names, tests with several errors, tries, hooks that fail, messages that are no XML.
fixture('till & <drawer>').page('about:blank');

test('opens', async (t) => t.expect(1).eql(1));
test('opens', async (t) => t.expect('é😀').eql('\uffff'));
test('<b> & "quotes" \'single\' ]]> 日本\nsecond line', async () => {});
test('name with \u0001 and \u001b[31m', async () => {});
test('message with control characters', async () => {
  throw new Error('display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>\nsecond line');
});
test.skip('is skipped', async () => {});
test.meta({ owner: 'shop' })('has metadata', async () => {});

let tries = 0;
test('passes at the third try', async (t) => t.expect(++tries).eql(3));

fixture('printer')
  .page('about:blank')
  .afterEach(async () => {
    throw new Error('no paper');
  });
test('prints', async () => {});
test('fails and its hook too', async (t) => t.expect(1).eql(2));
