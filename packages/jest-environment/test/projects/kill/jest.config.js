const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']
const stubborn = ['node', '../../programs/stubborn.mjs', '{port}', '{name}']

module.exports = {
  ...(process.env.PRESET === undefined
    ? { testEnvironment: '@mirakuru/jest-environment' }
    : { preset: '@mirakuru/jest-environment' }),
  testEnvironmentOptions: {
    processes: {
      ofRun: { executor: 'http', command: stubborn, stopTimeout: 300 },
      ofSlot: { executor: 'http', command: serves, scope: 'worker' },
    },
  },
  testTimeout: 2_000_000_000,
  transform: {},
}
