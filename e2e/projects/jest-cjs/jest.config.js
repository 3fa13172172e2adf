const { processes } = require('./processes')

module.exports = {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: { processes },
}
