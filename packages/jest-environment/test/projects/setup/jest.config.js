module.exports = {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    base: './one-context.js',
    ...JSON.parse(process.env.OPTIONS ?? '{}'),
    processes: {
      api: { executor: 'http', command: ['node', '../../programs/serves.mjs', '{port}'] },
    },
  },
  ...(process.env.SETUP !== undefined && { [process.env.SETUP]: ['<rootDir>/setup.js'] }),
  transform: {},
}
