import { describe, expect, test } from 'vitest'
import { Narrator, tellFailure } from '../../src/client/index.js'
import { ProcessCrashedError, type ExecutorError } from '../../src/errors/index.js'
import { SimpleExecutor } from '../../src/index.js'
import { rejectionOf } from '../support/deadline.js'
import { use } from '../support/use.js'

const name = 'db\n::error::owned\u001B]0;t\u0007'
/** What a terminal or a CI service would obey. Colours may pass where that is said. */
const obeyed =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]|^\s*::\w+.*::|##\w*\[/m

function narrate(tell: (narrator: Narrator) => void): string {
  let written = ''
  tell(new Narrator({ write: (text) => (written += text) }))
  return written
}

describe('Nothing is obeyed of', () => {
  test('a name and the output in the error of a start', async () => {
    const script = String.raw`printf '\033]52;c;cm0=\007\033[31mred\n::error::owned\n##vso[task.x]y\r'; exit 1`
    const executor = use(new SimpleExecutor(['sh', '-c', script], { name, healthcheck: 'false' }))
    const error = await rejectionOf<ExecutorError>(executor.start())
    expect(error.message).toMatch(/␛\]52;c;cm0=␇red\n.*\\::error::owned/)
    expect(error.message).not.toMatch(obeyed)
    expect(error.stack).not.toMatch(obeyed)
  })

  test('the title of a test', () => {
    const crash = new ProcessCrashedError('"db" crashed', {
      exitCode: 1,
      signal: null,
      log: '',
      test: undefined,
    })
    const told = tellFailure(crash, 'a\n::error::owned \u001B[2J')
    expect(told.message).toContain('during the test: a␊')
    expect(told.message).not.toMatch(obeyed)
    expect(told.stack).not.toMatch(obeyed)
  })

  test('what a run shows of its processes', () => {
    const start = { name, target: '\u001B[2Jx', elapsed: 1_000, allowed: 60_000, lastLine: name }
    expect(narrate((narrator) => narrator.startsSlowly(start)).trimEnd()).not.toMatch(obeyed)
    const printed = narrate((narrator) => {
      narrator.printed('::error::', 'stdout', '\u001B[31mred\u001B[0m\u001B]0;t\u0007')
    })
    expect(printed).toBe('\\::error:: | \u001B[31mred\u001B[0m␛]0;t␇\n')
  })
})
