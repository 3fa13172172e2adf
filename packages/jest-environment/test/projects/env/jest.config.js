const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']

const wrong = {
  fails: { DB_URL: '{db.url}', BROKEN: '{broken.name}' },
  misspelt: { DB_URL: '{bd.url}', NUMBER: 1 },
  ofTest: { DB_URL: '{ofTest.url}' },
}

module.exports = {
  ...(process.env.PRESET === 'yes'
    ? { preset: '@mirakuru/jest-environment' }
    : { testEnvironment: '@mirakuru/jest-environment' }),
  testEnvironmentOptions: {
    base: process.env.BASE,
    processes: {
      db: { executor: 'http', command: serves },
      slot: { executor: 'tcp', command: serves, scope: 'worker' },
      ofFile: { executor: 'http', command: serves, scope: 'file' },
      ofTest: { executor: 'http', command: serves, scope: 'test' },
      broken: { executor: 'simple', command: ['node', '-e', 'process.exit(3)'], oneShot: true },
    },
    env: wrong[process.env.WRONG] ?? {
      DB_URL: '{db.url}',
      SLOT: '{slot.host}:{slot.port}',
      FILE_URL: '{ofFile.url}',
      LITERAL: '{{db.port}} {ofFile.name}',
      BEFORE: 'during',
      GONE: null,
    },
  },
  transform: {},
  testMatch: ['<rootDir>/test/*'],
  testSequencer: '<rootDir>/by-name.js',
  setupFiles: ['<rootDir>/set-up.js', ...[process.env.SET_UP ?? []].flat()],
  setupFilesAfterEnv: ['<rootDir>/after-env.js'],
}
