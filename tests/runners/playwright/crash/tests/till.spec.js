'use strict';

const { test } = require('@playwright/test');

// Runs last: the till takes its worker, or the runner, with it in the way that CRASH says.
test('till is closed', () => {
  if (process.env.CRASH === 'exit') process.exit(0);
  if (process.env.CRASH === 'abort') process.kill(process.pid, 'SIGABRT');
  if (process.env.CRASH === 'kill') process.kill(process.ppid, 'SIGKILL');
});
