use Shop::Gone;    # the module was removed
