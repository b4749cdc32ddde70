// Steps inside steps, names that repeat or are no XML, leaks, and ways not to run.
function fail(message: string): never {
  throw new Error(message);
}

Deno.test("till", async (t) => {
  await t.step("opens", () => {});
  await t.step("opens", () => {});
  await t.step("drawer", async (t) => {
    await t.step("opens", () => fail("no drawer"));
    await t.step({ name: "is skipped", ignore: true, fn: () => {} });
  });
});

Deno.test("same name twice", () => {});
Deno.test("same name twice", () => fail("é😀 is not \uffff"));
Deno.test("two\nlines and a\ttab", () => {});
Deno.test("name with \u0000, \u0008 and \u001b[31m", () => {});
Deno.test("<b> & \"quotes\" 'single' ]]> 日本", () => {});
Deno.test("till > opens", () => {});

Deno.test("message with control characters", () => {
  fail("display said \u001b[31mERROR\u001b[0m \u0000\u0008 ]]> & <b>\nsecond line");
});
Deno.test("throws something that is no error", () => {
  throw "till";
});

Deno.test.ignore("is skipped", () => {});
Deno.test({ name: "is skipped by a condition", ignore: true, fn: () => {} });

Deno.test("does not wait for its step", (t) => {
  t.step("is not awaited", () => new Promise((done) => setTimeout(done, 50)));
});
Deno.test({ name: "has no permission", permissions: { read: false }, fn: () => {
  Deno.readTextFileSync("till_test.ts");
} });
