const serves = ['node', '../../programs/serves.mjs', '{port}']
const describeProject = (name) => ({
  displayName: name,
  testMatch: [`<rootDir>/${name}.test.js`],
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: { api: { executor: 'http', command: serves, env: { PROJECT: name } } },
  },
  transform: {},
})

module.exports = {
  ...(process.env.PRESET === undefined ? {} : { preset: '@mirakuru/jest-environment' }),
  projects: [describeProject('one'), describeProject('two')],
}
