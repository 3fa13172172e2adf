const api = ['node', '../../programs/serves.mjs', '{port}', '{name}']

module.exports = {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
      api: { executor: 'http', command: api, scope: 'file' },
      late: {
        executor: 'tcp',
        command: 'sh ../../programs/never-listens.sh /dev/null',
        startTimeout: 2_000,
      },
    },
  },
  transform: {},
}
