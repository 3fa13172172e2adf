const command = 'node ../../programs/serves.mjs {port} {name}'

module.exports = {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
      api: { executor: 'http', command },
      made: { executor: 'http', command, restartOn: ['sources/**'] },
    },
  },
  transform: {},
}
