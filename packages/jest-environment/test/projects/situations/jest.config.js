const { program } = require('../note')

const { blocks } = require(program('situations.cjs'))

const serves = ['node', '../../programs/serves.mjs', '{port}']
const known = {
  ...blocks,
  sound: {
    ...blocks.sound,
    site: { executor: 'http', command: serves, scope: 'file', env: { DB: '{db.port}' } },
    broken: { ...blocks.broken.api, scope: 'file' },
    web: { executor: 'http', command: serves, scope: 'file', env: { DB: '{broken.port}' } },
  },
}
const { BLOCK = 'sound', PRESET } = process.env

module.exports = {
  ...(PRESET === 'yes'
    ? { preset: '@mirakuru/jest-environment' }
    : { testEnvironment: '@mirakuru/jest-environment' }),
  testEnvironmentOptions: { processes: known[BLOCK] },
  transform: {},
}
