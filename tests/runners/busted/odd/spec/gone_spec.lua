local gone = require("shop.gone") -- the module was removed
