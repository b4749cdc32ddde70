import { chromeLauncher } from '@web/test-runner';
import { junitReporter } from '@web/test-runner-junit-reporter';

const browser = (name, size) => {
  const launchOptions = {
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', `--window-size=${size}`],
  };
  const launcher = chromeLauncher({ launchOptions, concurrency: 1 });
  launcher.name = name;
  return launcher;
};

export default {
  files: 'test/*.test.js',
  nodeResolve: true,
  preserveSymlinks: true,
  browsers: [browser('desktop', '1280,800'), browser('phone', '400,800')],
  testFramework: { config: { retries: 2 } },
  reporters: [junitReporter({ outputPath: process.env.REPORT, reportLogs: true })],
};
