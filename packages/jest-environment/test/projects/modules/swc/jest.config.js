const { describeProcesses } = require('../processes')

module.exports = {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: { processes: describeProcesses('swc') },
  transform: { '\\.[jt]s$': '@swc/jest' },
}
