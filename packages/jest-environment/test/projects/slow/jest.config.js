module.exports = {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
      late: { executor: 'tcp', command: 'node ../../programs/listens-late.mjs {port} 5500' },
    },
  },
  testTimeout: 1000,
  transform: {},
}
