const { processes } = require('./processes')

/** @type {import('jest').Config} */
module.exports = {
  preset: '@mirakuru/jest-environment',
  transform: { '\\.ts$': 'ts-jest' },
  testEnvironmentOptions: { processes },
}
