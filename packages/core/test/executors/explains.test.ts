import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import {
  Executor,
  ExecutorError,
  SimpleExecutor,
  TcpExecutor,
  UnixSocketExecutor,
} from '../../src/index.js'
import { afterTest } from '../support/cleanup.js'
import { fixture } from '../support/fixtures.js'
import { use } from '../support/use.js'

class Failing extends Executor {
  override async preStartCheck(): Promise<boolean> {
    return false
  }

  override async afterStartCheck(): Promise<boolean> {
    throw new RangeError('out of luck')
  }
}

test('a time-out keeps the error of the last attempt as its cause', async () => {
  const custom = use(new Failing('sleep 1000', { startTimeout: 500 }))
  await expect(custom.start()).rejects.toMatchObject({
    lastAttempt: 'out of luck',
    cause: expect.any(RangeError),
  })
  const tcp = use(new TcpExecutor('sleep 1000', { startTimeout: 500 }))
  await expect(tcp.start()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  const simple = await use(new SimpleExecutor('sleep 1000')).start()
  const check = (): never => {
    throw new RangeError('never')
  }
  await expect(simple.waitFor(check, { timeout: 50 })).rejects.toMatchObject({
    cause: expect.any(RangeError),
  })
})

test('a check before the start that throws is told as the reason why it cannot start', async () => {
  class Hopeless extends Failing {
    override async preStartCheck(): Promise<boolean> {
      throw new RangeError('no idea')
    }
  }
  const error = await new Hopeless('sleep 1000').start().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ExecutorError)
  expect(error).toMatchObject({
    message: 'Cannot start "sleep": preStartCheck() failed: no idea',
    cause: expect.any(RangeError),
  })
})

test.each(['SIGNOPE', AbortSignal.abort()])(
  'stop() and kill() refuse %s for a signal',
  async (signal) => {
    const executor = await use(new SimpleExecutor('sleep 1000')).start()
    const wrong = { signal: signal as NodeJS.Signals }
    await expect(executor.stop(wrong)).rejects.toThrow('is not the name of a signal')
    await expect(executor.kill(wrong)).rejects.toThrow('is not the name of a signal')
    expect(executor.running()).toBe(true)
  },
)

test('the PATH of a user is not printed when a program is missing', async () => {
  const env = { PATH: '/secret/folder:/bin' }
  const error: Error = await new SimpleExecutor('no-such-program', { env }).start().then(
    () => new Error('started'),
    (reason: Error) => reason,
  )
  expect(error.message).toContain('"no-such-program" was not found in the PATH of its env')
  expect(error.message).not.toContain('secret')
})

test('the braces of a shell variable are no placeholder', async () => {
  const executor = use(
    new SimpleExecutor('echo "got ${WORD}"; sleep 1000', { shell: true, env: { WORD: 'it' } }),
  )
  await executor.start()
  expect((await executor.waitForOutput(/got .*/))[0]).toBe('got it')
})

test('a placeholder stands unquoted in a command line that was not started yet', () => {
  expect(String(new TcpExecutor("serve --port {port} 'two words'"))).toBe(
    'TcpExecutor: "serve --port {port} \'two words\'"',
  )
})

test('whoever holds a unix socket is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holder-'))
  afterTest(() => rmSync(folder, { recursive: true }))
  const socketPath = join(folder, 'socket')
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(socketPath)
  afterTest(() => server.close())
  await once(server, 'listening')
  const executor = use(new UnixSocketExecutor('sleep 1000', { socketPath }))
  await expect(executor.start()).rejects.toMatchObject({ holder: { pid: process.pid } })
})

test('modules can be loaded after a folder with a socket in it was removed', async () => {
  const command = fixture('listens-on-unix-socket', '{socket}')
  const socket = use(new UnixSocketExecutor(command, { socketPath: '{tmp}/socket' }))
  await (await socket.start()).stop()
  const waiting = use(new SimpleExecutor('sleep 1000', { waitOn: 'file:/dev/null' }))
  await waiting.start()
  expect(waiting.running()).toBe(true)
})
