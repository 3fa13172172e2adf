module.exports = {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
      api: { executor: 'http', command: 'node ../../programs/serves.mjs {port} {name}' },
    },
  },
  transform: {},
}
