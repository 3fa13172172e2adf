module.exports = {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    silent: process.env.SILENT === 'yes',
    logLevel: process.env.LOG_LEVEL,
  },
  transform: {},
}
