// A file whose tests were all removed.
