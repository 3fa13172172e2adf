const { readFileSync } = require('node:fs')
const { useProcess } = require('@mirakuru/jest-environment')
const { killSupervisor } = require('../kill')
const { note } = require('../note')

/** What the first of two files uses, the second does not need; between them the supervisor is killed. */
exports.declareTests = () => {
  const [, pid] = /used (\d+)/.exec(readFileSync(process.env.NOTES, 'utf8')) ?? []
  if (pid === undefined) {
    const api = useProcess('api')
    test('uses it', () => note(`used ${api.pid}`))
  } else test('does not need it', () => killSupervisor(pid))
}
