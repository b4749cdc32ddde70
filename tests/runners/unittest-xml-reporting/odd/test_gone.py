from shop.printer import Receipt  # the module was removed
