module.exports = {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    base: './one-context.js',
    processes: {
      api: { executor: 'http', command: ['node', '../../programs/serves.mjs', '{port}'] },
    },
  },
  [process.env.SETUP]: ['<rootDir>/setup.js'],
  transform: {},
}
