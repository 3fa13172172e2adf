module.exports = {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
      shared: { executor: 'http', command: 'node ../../programs/serves.mjs {port} shared' },
      api: {
        executor: 'http',
        command: ['node', '<rootDir>/../../programs/serves.mjs', '{port}', 'api'],
        scope: 'file',
        env: { SHARED: '{shared.host}:{shared.port}' },
      },
    },
  },
  transform: {},
}
