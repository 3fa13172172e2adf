import { processes } from './processes.js'

export default {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: { processes },
  testMatch: ['**/jest/*.test.js'],
  transform: {},
}
