const { globalSetup } = require('@mirakuru/jest-environment/global')
const setUpOwn = require('./own-setup')

module.exports = async (globalConfig, projectConfig) => {
  setUpOwn()
  await globalSetup(globalConfig, projectConfig)
}
