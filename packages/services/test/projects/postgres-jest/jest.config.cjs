const { postgres } = require('@mirakuru/services')

const migrate = [
  'psql',
  '-c',
  `CREATE TABLE things (id serial PRIMARY KEY, note text); INSERT INTO things (note) VALUES ('seed')`,
]

module.exports = {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
      shared: postgres({ migrate, scope: 'worker', reset: true }),
      own: postgres({ migrate, scope: 'test', spares: 1 }),
    },
  },
  testTimeout: 60_000,
  transform: {},
}
