import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { UnixSocketExecutor } from '../../src/executors/index.js'
import { findSocketPathFault } from '../../src/internal/socket-path.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { runScript, unprivileged } from '../support/script.js'
import { findSupervisors } from '../support/supervisors.js'
import { use } from '../support/use.js'
import { declareHold } from '../supervisor/doomed-run.js'

/** A folder whose path alone is almost as long as that of a socket may be. */
async function makeDeepFolder(length: number): Promise<string> {
  const folder = await makeFolder()
  const deep = join(folder, 'x'.repeat(length - folder.length - 1))
  mkdirSync(deep)
  for (const path of [folder, deep]) chmodSync(path, 0o1777)
  return deep
}

test.each([90, 107, 240])(
  'Runs meet in a temporary folder whose path has %i characters, and leave nothing',
  async (length) => {
    const deep = await makeDeepFolder(length)
    const lives = simpleExecutor(fixture('lives'))
    const source = `${declareHold('root')}
      await hold('lives', ${JSON.stringify({ lives })}).start()
      const other = new Client('worker')
      await other.connect()
      console.log('held')`
    const scripts = await Promise.all([
      runScript(source, { env: { TMPDIR: deep } }),
      runScript(source, { env: { TMPDIR: deep }, ...unprivileged }), // two users at once
    ])
    for (const script of scripts) await script.says(/^held$/m)
    for (const script of scripts) script.kill('SIGTERM')
    await eventually({ what: 'no supervisor' }, () =>
      scripts.every(({ identity }) => findSupervisors(identity.pid).length === 0),
    )
    // The logs of somebody who may not write to this project are meant to stay.
    const left = (): string[] =>
      [...readdirSync(deep), ...readdirSync(join(deep, '..'))].filter(
        (name) => !name.startsWith('mirakuru-logs-'),
      )
    await eventually({ what: 'nothing left' }, left, (names) => names.length === 1)
  },
)

test('findSocketPathFault() counts bytes', () => {
  expect(findSocketPathFault(`/${'a'.repeat(106)}`)).toBeUndefined()
  expect(findSocketPathFault(`/${'é'.repeat(53)}`)).toBeUndefined()
  expect(findSocketPathFault(`/${'é'.repeat(54)}`)).toContain(
    'has at most 107 bytes, and this one has 109',
  )
})

test('A socket whose path is too long is refused, not mistaken for one with the same beginning', async () => {
  const deep = await makeDeepFolder(100)
  const begins = createServer().listen(join(deep, '123456'))
  afterTest(() => begins.close())
  await eventually({ what: 'a socket' }, () => begins.listening)
  const socketPath = join(deep, '1234567')
  const executor = use(new UnixSocketExecutor(fixture('lives'), { socketPath }))
  const error = await rejectionOf(executor.start())
  expect(error.message).toContain(
    `Cannot start "lives.sh": the path of a unix socket has at most 107 bytes, and this one has 108: ${socketPath}`,
  )
})
