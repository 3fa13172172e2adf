import { describe, expect, test, vi } from 'vitest'
import type { HeldProcess } from '../../src/client/index.js'
import { outputExecutor } from '../../src/declaration.js'
import { endRun, hold, useClient } from '../support/clients.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { expectNoKeeper, findKeepers, findKept, stopKept } from '../support/keepers.js'
import { expectDeath, identityOf, lives } from '../support/processes.js'
import { fixture } from '../support/fixtures.js'
import { findSupervisors } from '../support/supervisors.js'
import { kept, leave, project, runElsewhere, take, useProject } from './kept-project.js'

useProject()

describe('A process that is kept', () => {
  test('ends when no run has used it for as long as it says, and its keeper with it', async () => {
    const db = project.declare('db', { scope: 'run', keep: 300 })
    const identity = await leave({ db }, 'db')
    expect(lives(identity)).toBe(true)
    await expectDeath(identity, 8_000)
    await expectNoKeeper(project.folder)
    expect(project.read()).toEqual(['db started', 'db stopped'])
  })

  test('does not count the time in which a run has it', async () => {
    const db = project.declare('db', { scope: 'run', keep: 200 })
    await leave({ db }, 'db')
    const held = await take({ db }, 'db')
    // Not its time, but that of one that nobody has.
    const other = project.declare('other', { scope: 'run', keep: 400 })
    const identity = identityOf((await take({ other }, 'other').then(release)).pid)
    await expectDeath(identity, 8_000)
    expect(await held.running()).toBe(true)
  })

  test('outlives runner and supervisor that are killed', async () => {
    const db = project.declare('db', kept)
    const run = await runElsewhere({ db })
    const [supervisor] = findSupervisors(run.script.identity.pid)
    process.kill(supervisor?.pid ?? 0, 'SIGKILL')
    run.script.kill('SIGKILL')
    await run.script.ended
    expect(lives(run.identity)).toBe(true)
    const held = await take({ db }, 'db')
    expect(held.pid).toBe(run.identity.pid)
  })

  test('is shared by runs that have it at once', async () => {
    const db = project.declare('db', { scope: 'run', keep: 100 })
    const runs = await Promise.all([runElsewhere({ db }), runElsewhere({ db })])
    const held = await take({ db }, 'db')
    expect(runs.map(({ identity }) => identity.pid)).toEqual([held.pid, held.pid])
    for (const { script } of runs) script.kill('SIGKILL')
    await Promise.all(runs.map(({ script }) => script.ended))
    await eventually(
      { what: 'the end of the other runs' },
      () => runs.flatMap(({ script }) => findSupervisors(script.identity.pid)),
      (found) => found.length === 0,
    )
    expect(await held.running()).toBe(true)
    expect(project.read()).toEqual(['db started'])
    expect(findKeepers(project.folder)).toHaveLength(1)
  })

  test('can be referred to by one that ends with the run', async () => {
    const db = project.declare('db', kept)
    const api = project.declare('api', { scope: 'run', words: ['with {db.name}'] })
    const identity = await leave({ db, api }, 'api')
    await expectDeath(identity)
    expect(project.read()).toEqual(['db started', 'api started with db', 'api stopped'])
    expect(findKept(project.folder).length).toBeGreaterThan(0)
  })

  test('can be referred to, with others, by one that is kept as well', async () => {
    const processes = {
      db: project.declare('db', kept),
      cache: project.declare('cache', kept),
      api: project.declare('api', { ...kept, words: ['with {db.name} and {cache.name}'] }),
    }
    const identity = await leave(processes, 'api')
    expect((await take(processes, 'api')).pid).toBe(identity.pid)
    expect(project.read().at(-1)).toBe('api started with db and cache')
  })

  test('is stopped for a run that has it by whoever asks for that, and that is no crash', async () => {
    const db = project.declare('db', kept)
    const held = await take({ db }, 'db')
    await stopKept(project.folder)
    await eventually({ what: 'the end of the process' }, async () => !(await held.running()))
    expect(held.crash).toBeUndefined()
    await held.start()
    expect(await held.running()).toBe(true)
    await endRun()
  })

  test('is no crash either when its leader obeys a stop before the others do', async () => {
    const command = fixture('leader-exits-first')
    const options = { ...kept, cwd: project.folder, banner: 'ready', stopTimeout: 300 }
    const held = await take({ db: outputExecutor(command, options) }, 'db')
    const leader = identityOf(held.pid)
    await stopKept(project.folder)
    await expectDeath(leader, 8_000)
    expect(await held.running()).toBe(false)
    expect(held.crash).toBeUndefined()
    await endRun()
  })

  test.each(['stop', 'restart'] as const)(
    'crashes for one run when a test of another asks for its %s',
    async (method) => {
      const db = project.declare('db', kept)
      const held = await take({ db }, 'db')
      const crashed = new Promise<Error>((resolve) => held.whenCrashed(resolve))
      const { script } = await runElsewhere({ db }, `await held.${method}()`)
      script.kill('SIGUSR2')
      const { message } = await inTime({ what: 'the crash' }, crashed)
      expect(message).toContain('unexpectedly')
      await held.acknowledgeCrash()
    },
  )

  test('shows a last line without a line end to a run that has it, and none behind it', async () => {
    const command = ['sh', '-c', 'printf ready; exec sleep 100']
    const server = outputExecutor(command, { ...kept, banner: 'ready' })
    const held = await take({ server }, 'server')
    await held.restart()
    const slices = await held.logSince(0, 10)
    expect(slices.flatMap(({ lines }) => lines)).toEqual(['ready', 'ready'])
  })

  test('holds no run up at its end when its keeper hangs', async () => {
    const db = project.declare('db', kept)
    const held = await take({ db }, 'db')
    const [keeper] = findKeepers(project.folder)
    process.kill(keeper?.pid ?? 0, 'SIGSTOP')
    const identity = identityOf(held.pid)
    await inTime({ what: 'the end of the run' }, endRun())
    process.kill(keeper?.pid ?? 0, 'SIGCONT')
    expect((await take({ db }, 'db')).pid).toBe(identity.pid)
  })

  test('ends with the run where CI is set', async () => {
    vi.stubEnv('CI', 'true')
    const db = project.declare('db', kept)
    const identity = await leave({ db }, 'db')
    await expectDeath(identity)
    expect(findKeepers(project.folder)).toEqual([])
  })

  test('says why it cannot be started, and is tried anew', async () => {
    const server = outputExecutor(
      ['sh', '-c', `echo no luck; test -e ${project.gate} && echo ready && sleep 100; exit 3`],
      {
        ...kept,
        banner: 'ready',
      },
    )
    const error = await rejectionOf(take({ server }, 'server'))
    expect(error).toMatchObject({ name: 'ProcessExitedWithError', exitCode: 3 })
    expect(error.message).toContain('no luck')
    await project.openGate()
    expect(await (await take({ server }, 'server')).running()).toBe(true)
  })

  test('is given up when the run that wanted it does not wait until it is ready', async () => {
    const db = project.declare('db', { ...kept, gate: project.gate })
    const abort = new AbortController()
    const held = hold(useClient(), { processes: { db }, name: 'db', folder: project.folder })
    const started = rejectionOf(held.start({ signal: abort.signal }))
    await project.says('db started')
    abort.abort(new Error('not any more'))
    expect((await started).message).toBe('not any more')
    await endRun()
    await expectNoKeeper(project.folder)
    await project.openGate()
    expect(await (await take({ db }, 'db')).running()).toBe(true)
    expect(project.read()).toEqual(['db started', 'db started'])
  })

  test('says how far it has come when there is not enough time', async () => {
    const db = project.declare('db', { ...kept, gate: project.gate })
    const held = hold(useClient(), { processes: { db }, name: 'db', folder: project.folder })
    const error = await rejectionOf(held.start({ limit: 2_000 }))
    expect(error).toMatchObject({ name: 'TimeoutExpiredError' })
    expect(error.message).toMatch(/^Cannot start "db": it did not become ready within 2 s\n/)
  })
})

async function release(held: HeldProcess): Promise<{ pid: number | undefined }> {
  const { pid } = held
  await held.retire()
  return { pid }
}
