const api = ['node', '../../programs/serves.mjs', '{port}']

module.exports = {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
      db: { executor: 'http', command: api, scope: 'test' },
      web: { executor: 'http', command: api, scope: 'test', env: { DB: '{db.port}' } },
      careless: {
        executor: 'http',
        command: api,
        scope: 'test',
        onCrash: 'ignore',
        env: { DB: '{db.url}' },
      },
      ofRun: { executor: 'http', command: api },
    },
  },
  transform: {},
}
