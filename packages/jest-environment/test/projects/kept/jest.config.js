const serves = ['node', '../../programs/serves.mjs', '{port}']

module.exports = {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
      db: { executor: 'http', command: serves, keep: true },
      api: { executor: 'http', command: serves, env: { DB: '{db.url}' } },
    },
  },
  transform: {},
}
