import { prepareRun } from '#prepare-run'

/** With one of these Jest runs no tests. */
const showsOnly = /^--(?:clearCache|help|init|listTests|showConfig|version)$|^-[hv]$/

// Jest loads this as it reads its configuration, and is busy from then on: what is imported would not run before the tests.
if (!process.argv.some((arg) => showsOnly.test(arg))) prepareRun()

// `preset: '@mirakuru/jest-environment'`: the environment, and an end of the run that is waited for. Not a default export,
// which Node would hide from those who import it.
module.exports = {
  testEnvironment: require.resolve('./index.cjs'),
  globalSetup: require.resolve('./global-setup.cjs'),
  globalTeardown: require.resolve('./global-teardown.cjs'),
}
