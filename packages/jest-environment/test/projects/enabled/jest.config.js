const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']

module.exports = {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
      needed: { executor: 'http', command: serves, scope: 'file' },
      unwanted: { executor: 'http', command: serves, scope: 'file' },
    },
  },
  transform: {},
}
