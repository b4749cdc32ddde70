describe("never ends", function()
