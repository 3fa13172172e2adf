import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { prepareSupervisor } from '../../src/client/index.js'
import { simpleExecutor } from '../../src/declaration.js'
import { SupervisorError } from '../../src/errors/index.js'
import { findRendezvous, protocolVersion, type Rendezvous } from '../../src/protocol/index.js'
import { afterTest } from '../support/cleanup.js'
import { beOwnRun, forgetRunAfterTest, hasFolder, holdOne, useClient } from '../support/clients.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { runScript } from '../support/script.js'
import { findSupervisors } from '../support/supervisors.js'
import { withoutPage } from '../support/pages.js'

beforeAll(beOwnRun)
beforeEach(forgetRunAfterTest)

/** Where this worker's run meets, in a folder that somebody else has made. */
function makeRendezvous(mode: number): Rendezvous {
  const rendezvous = findRendezvous()
  mkdirSync(rendezvous.folder, { mode })
  return rendezvous
}

/** Listens in the supervisor's place; says what it was told. */
async function impersonate(
  { socket, tokenFile }: Rendezvous,
  answer: string | undefined,
): Promise<() => string> {
  let heard = ''
  writeFileSync(tokenFile, 'token', { mode: 0o600 })
  const server = createServer((client) => {
    afterTest(() => client.destroy())
    client.on('error', () => undefined)
    client.setEncoding('utf8').on('data', (chunk: string) => {
      heard += chunk
      if (answer !== undefined) client.end(answer)
    })
  })
  afterTest(() => server.close())
  await new Promise<void>((resolve) => void server.listen(socket, resolve))
  return () => heard
}

describe('The first client', () => {
  test('starts the supervisor, however many come at once', async () => {
    const clients = Array.from({ length: 8 }, () => useClient())
    const logFiles = await Promise.all(clients.map((client) => client.connect()))
    expect(new Set(logFiles).size).toBe(1)
    expect(existsSync(logFiles[0] ?? '')).toBe(true)
    expect(findSupervisors(process.pid)).toHaveLength(1)
  })

  test('may be in any of the processes of a run', async () => {
    const gate = join(await makeFolder(), 'gate')
    const source = `
      import { existsSync } from 'node:fs'
      import { setTimeout } from 'node:timers/promises'
      console.log('loaded')
      while (!existsSync(${JSON.stringify(gate)})) await setTimeout(1)
      console.log('log ' + (await new Client('worker').connect()))
      await setTimeout(1_000_000)`
    const scripts = await Promise.all([0, 1, 2].map(() => runScript(source, { isWorker: true })))
    await Promise.all(scripts.map((script) => script.says(/^loaded$/m)))
    writeFileSync(gate, '')
    const said = await Promise.all(scripts.map((script) => script.says(/^log (.+)$/m)))
    expect(new Set(said.map(([, logFile]) => logFile)).size).toBe(1)
    expect(findSupervisors(process.pid)).toHaveLength(1)
  })

  test('leaves folder, token and log to this user alone', async () => {
    const logFile = await useClient().connect()
    const { folder, tokenFile } = findRendezvous()
    const modes = [folder, tokenFile, logFile].map((path) => statSync(path).mode & 0o777)
    expect(modes).toEqual([0o700, 0o600, 0o600])
  })

  test('need not wait for a supervisor that was prepared', async () => {
    await prepareSupervisor()
    await prepareSupervisor()
    await useClient().connect()
    expect(findSupervisors(process.pid)).toHaveLength(1)
  })

  test('takes over from one that died before it had started the supervisor', async () => {
    makeRendezvous(0o700)
    await Promise.all([useClient().connect(), useClient().connect()])
    await eventually(
      { what: 'one supervisor alone' },
      () => findSupervisors(process.pid),
      (found) => found.length === 1,
    )
    await useClient().connect()
  })
})

describe('Client.connect() rejects with SupervisorError', () => {
  test.each([0o755, 0o701])('when others can open the folder (mode %o)', async (mode) => {
    makeRendezvous(mode)
    const error = await rejectionOf(useClient().connect())
    expect(error).toBeInstanceOf(SupervisorError)
    expect(error.message).toContain('not a folder that only this user can open')
    expect(findSupervisors(process.pid)).toEqual([])
  })

  test('when others can, and one of them listens there: that one is told nothing', async () => {
    const listen = await impersonate(makeRendezvous(0o755), '{"welcome":{"logFile":"/dev/null"}}\n')
    await expect(useClient().connect()).rejects.toThrow('that only this user can open')
    expect(listen()).toBe('')
  })

  test('when the supervisor is of another version', async () => {
    const answer = '{"refused":{"reason":"too old","protocol":99}}\n'
    await impersonate(makeRendezvous(0o700), answer)
    const error = await rejectionOf(useClient().connect())
    expect(error).toBeInstanceOf(SupervisorError)
    expect(error.message).toMatch(/speaks version 99 of the protocol, and this client version \d+/)
    expect(error.message).toContain('update them together')
  })

  test('when the supervisor does not let it in, with the reason', async () => {
    const refused = { reason: 'its token is wrong', protocol: protocolVersion }
    await impersonate(makeRendezvous(0o700), `${JSON.stringify({ refused })}\n`)
    const error = await rejectionOf(useClient().connect())
    expect(error).toBeInstanceOf(SupervisorError)
    expect(error.message).toContain('rejects this client: its token is wrong')
  })

  test('when the supervisor closes every connection', async () => {
    await impersonate(makeRendezvous(0o700), '')
    await expect(useClient().connect()).rejects.toThrow('most likely because it has too many open')
  })

  test('when the supervisor is gone, and names no log that does not exist', async () => {
    const rendezvous = makeRendezvous(0o700)
    await impersonate(rendezvous, '')
    writeFileSync(join(rendezvous.folder, 'log'), '/tmp/there-is-no-such.log')
    const error = await rejectionOf<SupervisorError>(useClient().connect())
    expect(error.message).not.toContain('its log')
    expect(error.logFile).toBeUndefined()
  })

  test('when the supervisor does not answer', async () => {
    vi.stubEnv('MIRAKURU_SUPERVISOR_TIMEOUT', '300')
    afterTest(() => vi.unstubAllEnvs())
    await impersonate(makeRendezvous(0o700), undefined)
    const error = await rejectionOf(useClient().connect())
    expect(error).toBeInstanceOf(SupervisorError)
    expect(withoutPage(error.message)).toBe(
      'The supervisor did not answer within 300 ms; on a busy machine raise MIRAKURU_SUPERVISOR_TIMEOUT (milliseconds)',
    )
  })

  test('when the supervisor cannot be started, with the end of its log', async () => {
    mkdirSync(makeRendezvous(0o700).tokenFile) // not to be read
    const error = await rejectionOf<SupervisorError>(useClient().connect())
    expect(error).toBeInstanceOf(SupervisorError)
    expect(error.message).toContain('The supervisor did not start: it ended with code 1')
    expect(error.message).toContain('EISDIR')
    expect(error.message).toContain(`its log: ${error.logFile}`)
  })
})

describe('A supervisor that is held up', () => {
  /** Has a supervisor that does nothing until it is told to go on. */
  async function hold(): Promise<() => void> {
    await prepareSupervisor()
    const pid = await eventually(
      { what: 'a supervisor' },
      () => findSupervisors(process.pid)[0]?.pid ?? 0,
    )
    process.kill(pid, 'SIGSTOP')
    return () => process.kill(pid, 'SIGCONT')
  }

  test.each(['root', 'worker'] as const)(
    'serves everybody who comes later, though a %s has given it up',
    async (role) => {
      await useClient().connect()
      const goOn = await hold()
      vi.stubEnv('MIRAKURU_SUPERVISOR_TIMEOUT', '300')
      afterTest(() => vi.unstubAllEnvs())
      const client = useClient(role)
      const error = await rejectionOf<SupervisorError>(client.connect())
      expect(error).toBeInstanceOf(SupervisorError)
      expect(error.message).toContain('did not answer within 300 ms')
      expect(existsSync(error.logFile ?? '')).toBe(true)
      vi.unstubAllEnvs()
      const next = holdOne(useClient(), simpleExecutor(fixture('lives'))).start()
      goOn()
      const held = await next
      const before = findSupervisors(process.pid).map(({ pid }) => pid)
      await client.connect()
      await client.close()
      if (role === 'root') return // now it has ended its run
      expect(await held.running()).toBe(true)
      expect(findSupervisors(process.pid).map(({ pid }) => pid)).toEqual(before)
    },
  )

  test('while it boots is waited for, and nobody starts another', async () => {
    const goOn = await hold()
    const connected = [useClient().connect(), useClient().connect()]
    const most = new Set<number>()
    const look = (): void => findSupervisors(process.pid).forEach(({ pid }) => most.add(pid))
    const until = performance.now() + 4_000 // longer than one that died would be waited for
    await eventually({ what: 'that time' }, () => {
      look()
      return performance.now() > until
    })
    goOn()
    expect(new Set(await Promise.all(connected)).size).toBe(1)
    look()
    expect(most.size).toBe(1)
  })

  test('is given as much time as the environment says, in milliseconds', async () => {
    vi.stubEnv('MIRAKURU_SUPERVISOR_TIMEOUT', 'soon')
    afterTest(() => vi.unstubAllEnvs())
    await expect(useClient().connect()).rejects.toThrow(
      'MIRAKURU_SUPERVISOR_TIMEOUT is not a number of milliseconds: "soon"',
    )
  })
})

test('A client that waits makes the folder of the run anew when it is removed', async () => {
  const rendezvous = makeRendezvous(0o700)
  const refused = { reason: 'it leaves', protocol: protocolVersion }
  await impersonate(rendezvous, `${JSON.stringify({ refused })}\n`)
  const connected = useClient().connect()
  const removed = setTimeout(() => rmSync(rendezvous.folder, { recursive: true }), 300)
  afterTest(() => clearTimeout(removed))
  expect(await connected).toContain('supervisor-')
})

describe('After the end of a run', () => {
  test('the same runner can have another', async () => {
    const root = useClient('root')
    await root.connect()
    const before = findSupervisors(process.pid)
    await root.endRun()
    const held = await holdOne(root, simpleExecutor(fixture('lives'))).start()
    expect(await held.running()).toBe(true)
    const after = findSupervisors(process.pid).filter(({ pid }) => pid !== before[0]?.pid)
    expect(after).toHaveLength(1)
  })

  test('the same runner can have another, even if that of before takes its time', async () => {
    const root = useClient('root')
    const stubborn = simpleExecutor(fixture('ignores-sigterm'), { stopTimeout: 1_500 })
    const held = await holdOne(root, stubborn).start()
    await held.waitForOutput('ready')
    const [old] = findSupervisors(process.pid)
    const ended = root.endRun()
    await eventually({ what: 'a free place' }, () => !hasFolder())
    await useClient().connect()
    await ended
    await eventually(
      { what: 'the end of the old supervisor' },
      () => findSupervisors(process.pid),
      (found) => found.every(({ pid }) => pid !== old?.pid),
    )
    await useClient().connect()
    expect(findSupervisors(process.pid)).toHaveLength(1)
    expect(hasFolder()).toBe(true)
  })
})

describe('A connected client', () => {
  test('does not keep its process alive, nor do the processes it holds', async () => {
    const declaration = JSON.stringify(simpleExecutor(fixture('lives'), { scope: 'run' }))
    const script = await runScript(`
      const processes = { subject: ${declaration} }
      const units = { test: 'one test', file: 'one file' }
      const held = new HeldProcess(new Client('root'), { processes, name: 'subject', units })
      await held.start()
      console.log('pid ' + held.pid)`)
    await script.says(/^pid \d+$/m)
    expect(await script.ended).toEqual({ code: 0, signal: null })
    await eventually(
      { what: 'the end of the run' },
      () => script.listFamily(),
      (left) => left.length === 0,
    )
  })

  test('keeps its process alive while it waits for an answer', async () => {
    const declaration = JSON.stringify(simpleExecutor(fixture('lives')))
    const script = await runScript(`
      const processes = { subject: ${declaration} }
      const units = { test: 'one test', file: 'one file' }
      const held = new HeldProcess(new Client('root'), { processes, name: 'subject', units })
      await held.start()
      await held.waitForOutput('never said', { timeout: 300 }).catch(({ code }) => console.log(code))
      await held.release()
      console.log('released')`)
    expect(await script.ended).toEqual({ code: 0, signal: null })
    expect(script.output()).toContain('ERR_TIMEOUT_EXPIRED\nreleased\n')
  })
})
