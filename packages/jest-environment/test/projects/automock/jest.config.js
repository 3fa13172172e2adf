module.exports = {
  testEnvironment: '@mirakuru/jest-environment',
  automock: true,
  transform: {},
}
