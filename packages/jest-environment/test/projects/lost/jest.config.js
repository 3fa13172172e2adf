const { PRESET } = process.env
const api = { executor: 'http', command: ['node', '../../programs/serves.mjs', '{port}'] }

module.exports = {
  ...(PRESET === 'yes'
    ? { preset: '@mirakuru/jest-environment' }
    : { testEnvironment: '@mirakuru/jest-environment' }),
  testEnvironmentOptions: { processes: { api: { ...api, onCrash: 'ignore' } } },
  testTimeout: 60_000,
  transform: {},
}
