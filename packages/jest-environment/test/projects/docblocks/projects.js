const serves = ['node', '../../programs/serves.mjs', '{port}']

exports.describeProject = (name) => ({
  testMatch: [`<rootDir>/${name}.test.js`],
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: { api: { executor: 'http', command: serves, env: { PROJECT: name } } },
  },
  transform: {},
})

exports.preset = process.env.PRESET === undefined ? {} : { preset: '@mirakuru/jest-environment' }
