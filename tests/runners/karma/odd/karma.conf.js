module.exports = (config) =>
  config.set({
    frameworks: ['jasmine'],
    files: ['test/*.js'],
    browsers: ['Desktop'],
    customLaunchers: { Desktop: { base: 'ChromeHeadless', flags: ['--no-sandbox'] } },
    client: { jasmine: { random: false } },
    reporters: ['junit'],
    junitReporter: { outputDir: process.env.REPORTS, outputFile: 'karma.xml', useBrowserName: false },
  });
