const { describeProcesses } = require('../processes')

module.exports = {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: { processes: describeProcesses('ts-jest') },
  transform: { '\\.ts$': 'ts-jest' },
}
