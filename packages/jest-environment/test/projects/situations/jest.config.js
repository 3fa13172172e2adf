const serves = ['node', '../../programs/serves.mjs', '{port}']
const blocks = {
  sound: {
    api: { executor: 'http', command: serves },
    db: { executor: 'http', command: serves, scope: 'file' },
    site: { executor: 'http', command: serves, scope: 'file', env: { DB: '{db.port}' } },
    broken: { executor: 'http', command: ['sh', '-c', 'echo no database; exit 3'], scope: 'file' },
    web: { executor: 'http', command: serves, scope: 'file', env: { DB: '{broken.port}' } },
  },
  broken: {
    api: { executor: 'http', command: ['sh', '-c', 'echo no database; exit 3'] },
  },
  invalid: {
    db: { executor: 'tcp', command: serves, scope: 'file' },
    api: { executor: 'http', command: serves, env: { DB: '{dbb.port}', NAME: '{db.prot}' } },
    one: { executor: 'http', command: serves, env: { TWO: '{two.port}' } },
    two: { executor: 'http', command: serves, env: { ONE: '{one.port}' } },
    three: { executor: 'http', command: serves, env: { DB: '{db.port}' } },
  },
}
const { BLOCK = 'sound', PRESET } = process.env

module.exports = {
  ...(PRESET === 'yes'
    ? { preset: '@mirakuru/jest-environment' }
    : { testEnvironment: '@mirakuru/jest-environment' }),
  testEnvironmentOptions: { processes: blocks[BLOCK] },
  transform: {},
}
