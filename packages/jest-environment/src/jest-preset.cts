// `preset: '@mirakuru/jest-environment'`: the environment, and an end of the run that is waited for. Not a default export,
// which Node would hide from those who import it.
module.exports = {
  testEnvironment: require.resolve('./index.cjs'),
  globalSetup: require.resolve('./global-setup.cjs'),
  globalTeardown: require.resolve('./global-teardown.cjs'),
}
