const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']

module.exports = {
  ...(process.env.PRESET === undefined
    ? { testEnvironment: '@mirakuru/jest-environment' }
    : { preset: '@mirakuru/jest-environment' }),
  testEnvironmentOptions: {
    report: true,
    processes: { api: { executor: 'http', command: serves } },
  },
  transform: {},
}
