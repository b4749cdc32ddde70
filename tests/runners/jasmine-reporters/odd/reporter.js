const { JUnitXmlReporter } = require('jasmine-reporters');

jasmine.getEnv().addReporter(
  new JUnitXmlReporter({ savePath: process.env.REPORTS, consolidateAll: true }),
);
