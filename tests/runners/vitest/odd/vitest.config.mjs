export default {
  cacheDir: '.cache',
  test: { include: ['**/*.test.js'], pool: 'threads' },
};
