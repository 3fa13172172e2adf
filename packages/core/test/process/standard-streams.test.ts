import { readdirSync, readlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor } from '../../src/index.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { nobody } from '../support/script.js'
import { use } from '../support/use.js'

const isRoot = process.getuid?.() === 0
/** As nginx, PHP and Apache do in their images, whose logs are links to these. */
const opensByName =
  'echo one >/dev/stdout; echo two >>/dev/stderr; echo three >/proc/self/fd/1; echo four >>/proc/self/fd/2'

async function expectOutput(executor: SimpleExecutor): Promise<void> {
  await executor.start()
  await eventually({ what: 'its exit' }, () => executor.exit)
  await executor.waitForOutput('done')
  expect(executor.errOutput()).toBe('two\nfour\n')
  expect(executor.output()).toBe('one\nthree\ndone\n')
}

describe.runIf(process.platform === 'linux')('A process can open its standard streams', () => {
  test('by their names', async () => {
    await expectOutput(use(new SimpleExecutor(['sh', '-c', `${opensByName}; echo done`])))
  })

  test.runIf(isRoot)('by their names when it runs as another user', async () => {
    const command = ['sh', '-c', `${opensByName}; echo done`]
    await expectOutput(use(new SimpleExecutor(command, { uid: nobody, gid: nobody })))
  })

  test.runIf(isRoot)('by their names when it has become another user', async () => {
    const setpriv = `setpriv --reuid=${nobody} --regid=${nobody} --clear-groups`
    await expectOutput(
      use(new SimpleExecutor(['sh', '-c', `${setpriv} sh -c '${opensByName}'; echo done`])),
    )
  })

  test('its input as well, which ends when it is ended', async () => {
    const executor = use(
      new SimpleExecutor(['sh', '-c', 'cat /dev/stdin; echo done'], { stdin: 'pipe' }),
    )
    await executor.start()
    executor.stdin?.end('x'.repeat(1_000_000))
    await executor.waitForOutput('done', { stream: 'stdout' })
    expect(executor.output()).toBe(`${'x'.repeat(1_000_000)}done\n`)
  })
})

describe('The standard streams', () => {
  test('are closed with their process, and when there is none', async () => {
    const executor = use(new SimpleExecutor('true', { stdin: 'pipe' }))
    const missing = use(new SimpleExecutor('no-such-program', { stdin: 'pipe' }))
    await executor.start()
    await executor.stop()
    const before = listDescriptors()
    for (let round = 0; round < 10; round++) {
      await executor.start()
      await executor.stop()
      await rejectionOf(missing.start())
    }
    await eventually(
      { what: 'as many descriptors as before' },
      () => listDescriptors(),
      (after) => after.length <= before.length,
    )
  })

  test('are told to be over when nobody has them open any more', async () => {
    const executor = use(
      new SimpleExecutor(['sh', '-c', 'printf "no line end"; exec >&- 2>&-; exec sleep 1000']),
    )
    await executor.start()
    // What decides is what follows, or that nothing does.
    await inTime({ what: 'the match' }, executor.waitForOutput(/end$/))
  })
})

function listDescriptors(): string[] {
  return readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`)
    } catch {
      return ''
    }
  })
}
