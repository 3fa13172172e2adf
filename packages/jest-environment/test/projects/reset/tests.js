const { readFileSync } = require('node:fs')
const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { note, program } = require('../note')

const countResets = ({ tmp }) => {
  try {
    return readFileSync(`${tmp}/resets`, 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}

/** The same tests in every file: the second one finds what the first one has used. */
exports.declareTests = (file) => {
  describe('a process of the run', () => {
    const shared = useProcess('shared')
    let before
    beforeAll(() => {
      before = countResets(shared)
    })
    test(`${file}: is as hooks have prepared it for the first test`, () => {
      note(`${before} resets before`)
      expect(countResets(shared)).toBe(before)
    })
    test(`${file}: is reset for the second`, () => expect(countResets(shared)).toBe(before + 1))
  })

  test(`${file}: tests that cannot use it do not matter`, () => undefined)

  describe('a reset that fails', () => {
    const faulty = useProcess(
      httpExecutor(['node', program('serves.mjs'), '{port}'], {
        name: 'faulty',
        reset: ['sh', '-c', 'echo flushing; exit 3'],
      }),
    )
    test(`${file}: matters not to the first test`, () => expect(faulty.port).toBeGreaterThan(0))
    test(`${file}: fails the next one`, () => undefined)
  })
}
