import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  ExecutorError,
  HttpExecutor,
  PidExecutor,
  TcpExecutor,
  UnixSocketExecutor,
} from '../../src/index.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, measure, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { reservePort } from '../support/ports.js'
import { listOurs, use } from '../support/use.js'

async function setVariable(name: string, value: string): Promise<void> {
  const before = process.env[name]
  process.env[name] = value
  afterTest(() => {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  })
}

describe('TcpExecutor', () => {
  test.each(['127.0.0.1', '::1'])('finds a server of localhost on %s', async (address) => {
    const command = fixture('listens-late', '{port}', address)
    const executor = use(new TcpExecutor(command, { host: 'localhost' }))
    await executor.start()
    expect(executor.host).toBe(address)
  })

  test('connects to an IPv6 address', async () => {
    const executor = use(
      new TcpExecutor(fixture('listens-late', '{port}', '{host}'), { host: '::1' }),
    )
    await executor.start()
    expect(executor.host).toBe('::1')
  })

  test('has a host, but no port before one is allocated, and says so', () => {
    const executor = new TcpExecutor('server {port}', { name: 'api' })
    expect(executor.host).toBe('127.0.0.1')
    expect(() => executor.port).toThrow(
      new ExecutorError('"api" has no port yet: one is allocated when it is started'),
    )
  })

  test('sees a server that only begins to listen late', async () => {
    const executor = use(new TcpExecutor(fixture('prints-much-then-listens', '{port}', 200_000)))
    await executor.start()
    // It listens when the system has taken everything, which is not yet read.
    await executor.waitFor(() => executor.output().length === 200_000)
  })

  test('is not fooled by a proxy of the environment', async () => {
    await setVariable('HTTP_PROXY', 'http://127.0.0.1:9')
    const executor = use(new TcpExecutor(fixture('lives'), { startTimeout: 400 }))
    await expect(executor.start()).rejects.toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED' })
  })
})

describe('HttpExecutor', () => {
  test('asks HEAD / by default and tells its URL', async () => {
    const executor = use(new HttpExecutor(fixture('listens-http', '{port}')))
    await executor.start()
    expect(executor.url).toBe(`http://127.0.0.1:${executor.port}/`)
    await executor.waitForOutput(/^HEAD \/ $/)
    expect(await (await fetch(executor.url)).text()).toBe('GET')
  })

  test('asks with the method, path, query, headers and body it is given', async () => {
    const executor = use(
      new HttpExecutor(fixture('listens-http', '{port}'), {
        url: 'http://{host}:{port}/health?deep=1',
        method: 'post',
        headers: { 'x-test': 'on port {port}' },
        body: 'hello',
      }),
    )
    await executor.start()
    await executor.waitForOutput(`POST /health\\?deep=1 on port ${executor.port}$`)
  })

  test.each([405, 501])('asks GET where HEAD is answered with %i', async (status) => {
    const executor = use(new HttpExecutor(fixture('answers-405', '{port}', status)))
    await executor.start()
    await executor.waitForOutput(/HEAD\nGET\n/)
  })

  test.each<[unknown, number]>([
    [302, 302],
    [[200, 404], 404],
    ['4..', 404],
    [/^(302|5)/, 503],
  ])('accepts status %s when the answer is %i', async (status, answered) => {
    const path = answered === 302 ? 'redirect' : `status/${answered}`
    const url = `http://{host}:{port}/${path}`
    const options = { url, status } as { url: string; status: number }
    await use(new HttpExecutor(fixture('listens-http', '{port}'), options)).start()
  })

  test('does not take other answers for ready by default, and says what it saw', async () => {
    const answers = { redirect: 302, 'status/503': 503, 'status/404': 404 }
    const waits = Object.entries(answers).map(async ([path, status]) => {
      const url = `http://{host}:{port}/${path}`
      const command = fixture('listens-http', '{port}')
      const executor = use(new HttpExecutor(command, { url, startTimeout: 3_000 }))
      const error = await rejectionOf(executor.start())
      expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED' })
      // Not `lastAttempt`: the very last one may have been cut off by the deadline.
      expect(error.message).toContain(`HTTP ${status} to HEAD /${path}`)
      expect(executor.output()).not.toContain('/status/500') // where the redirect leads
    })
    await Promise.all(waits)
  })

  test.each(['127.0.0.1', '::1'])(
    'of localhost tells the address %s that answered',
    async (address) => {
      const executor = use(
        new HttpExecutor(fixture('listens-http', '{port}', address), { host: 'localhost' }),
      )
      await executor.start()
      const shown = address === '::1' ? '[::1]' : address
      expect(executor.url).toBe(`http://${shown}:${executor.port}/`)
      expect((await fetch(executor.url)).status).toBe(200)
    },
  )

  test('puts an IPv6 address in brackets', async () => {
    const executor = use(
      new HttpExecutor(fixture('listens-http', '{port}', '{host}'), {
        host: '::1',
        env: { URL: '{url}' },
      }),
    )
    await executor.start()
    expect(executor.url).toBe(`http://[::1]:${executor.port}/`)
    expect(executor.env).toMatchObject({ URL: executor.url })
  })

  test('has no URL before its port is allocated, and says so', () => {
    const executor = new HttpExecutor('server {port}', { name: 'api' })
    expect(() => executor.url).toThrow(ExecutorError)
    expect(() => executor.url).toThrow('"api" has no URL yet')
    expect(new HttpExecutor('server', { url: 'http://127.0.0.1:80/x' }).url).toBe(
      'http://127.0.0.1/x',
    )
  })

  test('accepts the self-signed certificate of a loopback server, unless told not to', async () => {
    const url = 'https://{host}:{port}/'
    const command = fixture('listens-https', '{port}')
    await use(new HttpExecutor(command, { url })).start()
    const strict = use(new HttpExecutor(command, { url, insecure: false, startTimeout: 3_000 }))
    const error = await rejectionOf(strict.start())
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED' })
    expect(error.message).toContain('self-signed certificate')
  })

  test('does not use a proxy of the environment', async () => {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])
      await setVariable(name, 'http://127.0.0.1:9')
    await setVariable('NODE_USE_ENV_PROXY', '1')
    await use(new HttpExecutor(fixture('listens-http', '{port}'))).start()
  })

  test('gives a mute server its whole time, and leaves nothing', async () => {
    const startTimeout = 2_000
    const executor = use(new HttpExecutor(fixture('never-answers', '{port}'), { startTimeout }))
    let error: Error | undefined
    const elapsed = await measure(async () => (error = await rejectionOf(executor.start())))
    // Timers count whole milliseconds.
    expect(elapsed).toBeGreaterThanOrEqual(startTimeout - 1)
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: startTimeout })
    expect(error?.message).toContain('no answer to HEAD /')
    expect(listOurs()).toEqual([])
  })

  test('survives that its first request is never answered', async () => {
    const executor = use(new HttpExecutor(fixture('answers-second-request', '{port}')))
    expect(await measure(() => executor.start())).toBeLessThan(5_000)
  })
})

describe('PidExecutor', () => {
  test('waits until the file has content', async () => {
    const executor = use(
      new PidExecutor(fixture('writes-pid-file', '{tmp}/pid', 0.05), { filename: '{tmp}/pid' }),
    )
    await executor.start()
    expect(readFileSync(`${executor.tmp}/pid`, 'utf8')).toBe(`${executor.pid}\n`)
  })

  test('rejects when the file of a living process is there, and names that process', async () => {
    const filename = join(await makeFolder(), 'pid')
    execFileSync('sh', ['-c', `echo ${process.pid} > ${filename}`])
    const executor = use(new PidExecutor('sleep 1000', { filename }))
    await expect(executor.start()).rejects.toMatchObject({
      code: 'ERR_ALREADY_RUNNING',
      target: filename,
      holder: { pid: process.pid, cwd: process.cwd() },
    })
  })

  test.each([
    ['without a number', (path: string) => `echo nonsense > ${path}`],
    ['that is a folder', (path: string) => `mkdir ${path}`],
  ])('rejects with a readable message when a file is there %s', async (_title, make) => {
    const filename = join(await makeFolder(), 'pid')
    execFileSync('sh', ['-c', make(filename)])
    const error = await rejectionOf(use(new PidExecutor('sleep 1000', { filename })).start())
    expect(error).toMatchObject({ code: 'ERR_ALREADY_RUNNING', holder: undefined })
    expect(String(error)).toContain(`${filename} already exists`)
  })

  test('takes a relative path for one of the process', async () => {
    const cwd = await makeFolder()
    await use(new PidExecutor(fixture('writes-pid-file', 'pid'), { filename: 'pid', cwd })).start()
  })
})

/** A server that was killed, and the socket that it has left behind. */
async function leaveSocket(): Promise<{
  readonly executor: UnixSocketExecutor
  readonly command: readonly string[]
  readonly socketPath: string
}> {
  const socketPath = join(await makeFolder(), 'socket')
  const command = fixture('listens-on-unix-socket', '{socket}')
  const executor = use(new UnixSocketExecutor(command, { socketPath }))
  await executor.start()
  await executor.kill()
  return { executor, command, socketPath }
}

describe('UnixSocketExecutor', () => {
  test('tells its path and does not mind a stale socket', async () => {
    const socketPath = join(await makeFolder(), 'socket')
    const executor = use(
      new UnixSocketExecutor(fixture('listens-on-unix-socket', '{socket}'), { socketPath }),
    )
    await executor.start()
    await executor.kill() // leaves the socket file behind
    await executor.start()
    expect(executor.socketPath).toBe(socketPath)
  })

  test('starts again, whenever it ended, where its process left the socket behind', async () => {
    const executor = use(
      new UnixSocketExecutor(fixture('listens-on-unix-socket', '{socket}'), {
        socketPath: '{tmp}/socket',
      }),
    )
    await executor.start()
    await executor.restart()
    const path = executor.socketPath as string
    expect(await executor.stopped(() => existsSync(path))).toBe(true)
    process.kill(executor.pid as number, 'SIGKILL')
    await eventually({ what: 'the crash to be seen' }, () => !executor.running())
    await executor.start()
    expect(executor.socketPath).toBe(path)
  })

  test('leaves a socket alone that somebody else serves meanwhile', async () => {
    const { executor, socketPath } = await leaveSocket()
    await rm(socketPath)
    const server = createServer((socket) => socket.on('error', () => undefined))
    await new Promise<void>((resolve) => server.listen(socketPath, resolve))
    afterTest(() => server.close())
    await expect(executor.start()).rejects.toMatchObject({ holder: { pid: process.pid } })
    expect(existsSync(socketPath)).toBe(true)
  })

  test('leaves a file alone that took the place of its socket', async () => {
    const { executor, socketPath } = await leaveSocket()
    await rm(socketPath)
    await writeFile(socketPath, 'mine')
    await rejectionOf(executor.start())
    expect(readFileSync(socketPath, 'utf8')).toBe('mine')
  })

  test('rejects when the socket is served already, and names the holder', async () => {
    const socketPath = join(await makeFolder(), 'socket')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(socketPath, resolve))
    afterTest(() => server.close())
    const executor = use(new UnixSocketExecutor('sleep 1000', { socketPath }))
    await expect(executor.start()).rejects.toMatchObject({
      code: 'ERR_ALREADY_RUNNING',
      target: socketPath,
      holder: { pid: process.pid },
    })
  })
})

test('Nothing that is read in a wait keeps sockets open', async () => {
  const port = await reservePort()
  const executor = use(new TcpExecutor(fixture('lives'), { port, startTimeout: 300 }))
  await rejectionOf(executor.start())
  await eventually(
    { what: 'no open sockets' },
    () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap'),
    (open) => open.length === 0,
  )
})
