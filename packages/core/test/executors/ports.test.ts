import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AlreadyRunningError, HttpExecutor, TcpExecutor } from '../../src/index.js'
import type { LiveProcess } from '../../src/process/index.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { occupy, reservePort } from '../support/ports.js'
import { listOurs, use } from '../support/use.js'

/** Calls back when its process has been launched, before that can have done anything. */
class ObservedTcpExecutor extends TcpExecutor {
  launched: (port: number) => void = () => undefined

  protected override onLaunched(process: LiveProcess): void {
    super.onLaunched(process)
    this.launched(this.port)
  }
}

const holder = {
  pid: process.pid,
  command: expect.stringContaining('node') as string,
  cwd: process.cwd(),
}

describe('A fixed port', () => {
  test.each([
    ['TcpExecutor', TcpExecutor],
    ['HttpExecutor', HttpExecutor],
  ])('that is served already makes %s reject and name the holder', async (_name, Executor) => {
    const port = await reservePort()
    await occupy(port)
    const executor = use(new Executor('sleep 1000', { port, name: 'api' }))
    const error = await rejectionOf<AlreadyRunningError>(executor.start())
    expect(error).toBeInstanceOf(AlreadyRunningError)
    expect(error.holder).toEqual(holder)
    expect(error.message).toContain(`held by: `)
    expect(error.message).toContain(`(pid ${process.pid}, cwd ${process.cwd()})`)
    expect(listOurs()).toEqual([])
  })

  test.each(['loud', 'silent'])(
    'that a stranger takes after the check is not ours: %s failure to bind',
    async (manner) => {
      const port = await reservePort()
      const command = fixture('fails-to-bind-and-lives', port, manner)
      const executor = use(new ObservedTcpExecutor(command, { port, name: 'api' }))
      executor.launched = () => void occupy(port)
      const error = await rejectionOf<AlreadyRunningError>(executor.start())
      expect(error).toBeInstanceOf(AlreadyRunningError)
      expect(error.holder).toEqual(holder)
      expect(error.message).toContain(`another process serves 127.0.0.1:${port}`)
      expect(listOurs()).toEqual([])
    },
  )

  test('that a stranger takes on all addresses is recognised as well', async () => {
    const port = await reservePort()
    const command = fixture('fails-to-bind-and-lives', port)
    const executor = use(new ObservedTcpExecutor(command, { port }))
    executor.launched = () => void occupy(port, '::')
    await expect(executor.start()).rejects.toMatchObject({ code: 'ERR_ALREADY_RUNNING', holder })
  })

  test('that a child of the process serves is ours', async () => {
    const port = await reservePort()
    const command = ['sh', '-c', '"$@" & wait', 'sh', ...fixture('listens-late', port)]
    const executor = use(new TcpExecutor(command, { port }))
    await executor.start()
    expect(executor.running()).toBe(true)
  })
})

describe('A fixed port that a stranger has taken, and does not answer on,', () => {
  test('is said to be held by that one', async () => {
    const port = await reservePort()
    const gate = join(await makeFolder(), 'gate')
    const command = fixture('fails-to-bind-and-lives', port, 'silent')
    const options = { port, startTimeout: 2_000, env: { READY_WHEN: gate } }
    const executor = use(new HttpExecutor(command, options))
    const failed = rejectionOf(executor.start())
    await eventually({ what: 'the launch' }, () => executor.pid)
    await occupy(port)
    await writeFile(gate, '')
    expect((await failed).message).toMatch(
      new RegExp(`hint: 127.0.0.1:${port} is held by .+ \\(pid ${process.pid}\\)$`, 'm'),
    )
  })
})

describe('An allocated port', () => {
  test('that is free is no reason to start again, whatever is said to be in use', async () => {
    const line = 'Starting inspector on 127.0.0.1:9229 failed: address already in use'
    const command = ['sh', '-c', 'echo "$1"; exit 1', 'sh', line, '{port}']
    const executor = use(new ObservedTcpExecutor(command))
    let launches = 0
    executor.launched = () => void launches++
    await expect(executor.start()).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED' })
    expect(launches).toBe(1)
  })

  test('that is stolen on another address, of which nothing is said, is replaced', async () => {
    const command = fixture('fails-to-bind-and-lives', '{port}', 'silent', 1, '::')
    const executor = use(new ObservedTcpExecutor(command))
    const ports: number[] = []
    executor.launched = (port) => {
      ports.push(port)
      if (ports.length < 3) void occupy(port, '::1')
    }
    await executor.start()
    expect(new Set(ports).size).toBe(3)
  })

  test.each([
    ['and the process says so and lives', ['loud']],
    ['and the process says nothing and lives', ['silent']],
    ['and the process says so and exits with 1', ['loud', 1]],
    ['and the process says so and exits with 0', ['loud', 0]],
  ])('that is stolen %s is replaced', async (_title, manner) => {
    const command = fixture('fails-to-bind-and-lives', '{port}', ...manner)
    const executor = use(new ObservedTcpExecutor(command))
    const ports: number[] = []
    executor.launched = (port) => {
      ports.push(port)
      if (ports.length < 3) void occupy(port)
    }
    await executor.start()
    expect(new Set(ports).size).toBe(3)
    expect(executor.port).toBe(ports.at(-1))
    expect(executor.running()).toBe(true)
    await executor.stop()
    expect(listOurs()).toEqual([])
  })

  test('that is stolen each time is given up after five replacements', async () => {
    const command = fixture('fails-to-bind-and-lives', '{port}')
    const executor = use(new ObservedTcpExecutor(command))
    const ports: number[] = []
    executor.launched = (port) => {
      ports.push(port)
      void occupy(port)
    }
    await expect(executor.start()).rejects.toMatchObject({ code: 'ERR_ALREADY_RUNNING' })
    expect(new Set(ports).size).toBe(6)
    expect(listOurs()).toEqual([])
  })

  test('differs between executors that start side by side', async () => {
    const executors = Array.from({ length: 10 }, () =>
      use(new TcpExecutor(fixture('listens-late', '{port}'))),
    )
    await Promise.all(executors.map((executor) => executor.start()))
    expect(new Set(executors.map(({ port }) => port)).size).toBe(10)
    await Promise.all(executors.map((executor) => executor.stop()))
  })
})
