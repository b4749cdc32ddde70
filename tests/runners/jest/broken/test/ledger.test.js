'use strict';

const { journal } = require('../src/journal.js'); // moved: the whole file fails to load

test('a new journal is empty', () => {
  expect(journal()).toEqual([]);
});
