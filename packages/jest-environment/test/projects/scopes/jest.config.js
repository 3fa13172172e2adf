const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']

module.exports = {
  ...(process.env.PRESET === undefined
    ? { testEnvironment: '@mirakuru/jest-environment' }
    : { preset: '@mirakuru/jest-environment' }),
  testEnvironmentOptions: {
    processes: {
      db: { executor: 'tcp', command: serves },
      api: { executor: 'http', command: serves, env: { DB: '{db.host}:{db.port}' } },
      slot: { executor: 'http', command: serves, scope: 'worker', env: { SLOT: '{worker}' } },
      ofFile: { executor: 'http', command: serves, scope: 'file', env: { DB: '{db.port}' } },
      ofTest: {
        executor: 'http',
        command: serves,
        scope: 'test',
        env: { FILE_PORT: '{ofFile.port}', FROM_SANDBOX: undefined },
      },
    },
  },
  setupFiles: ['<rootDir>/environment.js'],
  transform: {},
}
