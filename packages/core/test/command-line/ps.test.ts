import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { joinAsOnlooker } from '../../src/command-line/onlooker.js'
import { tcpExecutor } from '../../src/declaration.js'
import { describeRendezvous, findRendezvous } from '../../src/protocol/index.js'
import { afterTest } from '../support/cleanup.js'
import {
  beOwnRun,
  endRunAfterTest,
  expectNoSupervisor,
  hold,
  useClient,
} from '../support/clients.js'
import { mirakuru, runHere, useOwnTmpdir } from '../support/command-line.js'
import { inTime } from '../support/deadline.js'
import { makeDiary } from '../support/diary.js'
import { fixture } from '../support/fixtures.js'
import { identityOf, lives } from '../support/processes.js'
import { runScript } from '../support/script.js'

beforeAll(beOwnRun)
beforeEach(async () => {
  await useOwnTmpdir()
  endRunAfterTest()
})

describe('mirakuru ps', () => {
  test('lists the processes of a run with what there is to know of them', async () => {
    const processes = {
      db: tcpExecutor(fixture('listens-late', '{port}'), { scope: 'run', ports: ['metrics'] }),
      api: tcpExecutor(fixture('listens-late', '{port}', '{db.host}'), { scope: 'file' }),
    }
    const units = { file: join(process.cwd(), 'test/api.test.ts') }
    const api = await hold(useClient(), { processes, name: 'api', units }).start()
    const { code, out } = await mirakuru(['ps', '--json'])
    expect(code).toBe(0)
    const listed = JSON.parse(out) as Record<string, unknown>[]
    expect(listed).toEqual([
      expect.objectContaining({
        project: process.cwd(),
        runner: { pid: process.pid, command: expect.any(String) as string },
        name: 'db',
        scope: 'run',
        state: 'ready',
        ports: { metrics: expect.any(Number) as number },
        heldBy: ['run', 'api'],
      }),
      expect.objectContaining({
        name: 'api',
        scope: 'file',
        pid: api.pid,
        host: '127.0.0.1',
        port: api.port,
        heldBy: [expect.stringMatching(/^worker \d+: \/.*test\/api\.test\.ts$/) as string],
      }),
    ])
    const [{ age, memory } = {}] = listed
    expect(age).toBeGreaterThan(0)
    // A process of Node occupies some 40 MiB.
    expect(memory).toBeGreaterThan(10 * 1024 * 1024)
    expect(memory).toBeLessThan(500 * 1024 * 1024)
    const table = await runHere(['ps'])
    expect(table.out).toMatch(/^NAME +SCOPE +STATE +PID +PORT +AGE +MEMORY +HELD BY$/m)
    expect(table.out).toMatch(/^api +file +ready +\d+ +\d+ +\d+ s +\d+ MiB +worker \d+: test\/api/m)
    expect(await api.running()).toBe(true)
  })

  test('lists what has crashed only if asked to', async () => {
    const diary = await makeDiary()
    const held = await hold(useClient(), {
      processes: { db: diary.declare('db') },
      name: 'db',
    }).start()
    await held.stop()
    expect((await runHere(['ps'])).out).toBe('Nothing is running\n')
    expect(JSON.parse((await runHere(['ps', '--json'])).out)).toEqual([])
    const all = JSON.parse((await runHere(['ps', '-a', '--json'])).out) as unknown[]
    expect(all).toEqual([expect.objectContaining({ name: 'db', state: 'stopped' })])
  })

  test('sees the runs of others, and ends none of them by leaving', async () => {
    const script = await runScript(`
      const processes = { theirs: declarations.simpleExecutor(fixture('lives'), { scope: 'run' }) }
      const units = { test: '', file: '' }
      const held = new HeldProcess(new Client('root'), { processes, name: 'theirs', units })
      console.log('pid ' + (await held.start()).pid)
      setInterval(() => undefined, 1_000_000)`)
    const [, pid] = await script.says(/^pid (\d+)$/m)
    const theirs = identityOf(Number(pid))
    const { out } = await runHere(['ps', '--json'])
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({
        name: 'theirs',
        pid: theirs.pid,
        heldBy: ['run', 'runner'],
        runner: expect.objectContaining({ pid: script.identity.pid }) as object,
      }),
    ])
    expect(lives(theirs)).toBe(true)
    script.kill('SIGKILL')
    await expectNoSupervisor(script.identity.pid)
  })

  test('tells of a run that cannot be looked at', async () => {
    const { folder, socket, tokenFile } = describeRendezvous({ pid: 1, startTime: '1' })
    await mkdir(folder, { mode: 0o700 })
    await writeFile(tokenFile, 'a token')
    const refusal = { refused: { reason: 'it speaks another version', protocol: 999 } }
    const server = createServer((client) => client.resume().end(`${JSON.stringify(refusal)}\n`))
    await new Promise<void>((resolve) => void server.listen(socket, resolve))
    afterTest(() => new Promise((resolve) => server.close(resolve)))
    const refused = await runHere(['ps'])
    expect(refused.out).toBe('Nothing is running\n')
    expect(refused.err).toContain('mirakuru: cannot query the run of pid 1: ')
    expect(refused.err).toContain('speaks version 999 of the protocol')
    await chmod(folder, 0o755)
    expect((await runHere(['ps'])).err).toContain('is not a folder that only this user can open')
  })
})

test('An onlooker keeps no supervisor', async () => {
  const client = useClient('root')
  await client.connect()
  const link = await joinAsOnlooker(findRendezvous())
  expect((await link?.remote.look())?.processes).toEqual([])
  await client.endRun()
  await inTime(
    { what: 'the end of its connection' },
    link?.ended ?? Promise.reject(new Error('no link')),
  )
  await expectNoSupervisor()
})

test('An onlooker can take no lease', async () => {
  await useClient().connect()
  const link = await joinAsOnlooker(findRendezvous())
  afterTest(() => link?.close())
  const remote = link?.remote as unknown as { endRun(): Promise<unknown> } | undefined
  await expect(remote?.endRun()).rejects.toThrow('endRun')
})
