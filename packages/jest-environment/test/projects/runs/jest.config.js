const { PRESET, OWN, CODE, EXPECTED, PATTERN } = process.env
const own = OWN === undefined ? {} : { globalSetup: `<rootDir>/${OWN}.js` }

module.exports = {
  ...(PRESET === undefined
    ? { testEnvironment: '@mirakuru/jest-environment' }
    : { preset: '@mirakuru/jest-environment', ...own }),
  testEnvironmentOptions: {
    processes: {
      api: {
        executor: 'http',
        command: ['node', '../../programs/serves.mjs', '{port}', '{name}', CODE ?? '0'],
        ...(EXPECTED === undefined ? {} : { expectedExitCode: Number(EXPECTED) }),
      },
      ...(PATTERN === undefined
        ? {}
        : { told: { executor: 'output', command: 'node', banner: new RegExp(PATTERN) } }),
    },
  },
  transform: {},
}
