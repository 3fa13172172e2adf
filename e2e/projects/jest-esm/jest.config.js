import { processes } from './processes.js'

export default {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: { processes },
  transform: {},
}
