const { useProcess } = require('@mirakuru/jest-environment')
const { program } = require('../note')

exports.shell = (script) => ['sh', '-c', script]
exports.node = (name, ...args) => ['node', program(name), ...args]
exports.serves = exports.node('serves.mjs', '{port}')

/** A test that fails because the process that it needs does not start. */
exports.fails = (situation, title, wanted) => {
  describe(situation, () => {
    const needed = useProcess(wanted)
    test(title, () => {
      throw new Error(`${needed.name} is ready after all`)
    })
  })
}
