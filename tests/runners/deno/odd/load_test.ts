Deno.test("is never run", () => {});
throw new Error("no price list"); // a missing import instead leaves no report at all
