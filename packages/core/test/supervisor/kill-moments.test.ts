import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { outputExecutor, simpleExecutor } from '../../src/declaration.js'
import { createDeferred } from '../../src/internal/deferred.js'
import { beOwnRun, forgetRunAfterTest, holdOne, useClient } from '../support/clients.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { makeDiary } from '../support/diary.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { runScript } from '../support/script.js'
import { findOfThisRun, findSupervised, findSupervisors } from '../support/supervisors.js'
import { declareHold, DoomedRun } from './doomed-run.js'
import { endsByName } from './ends.js'

const scratch = { SCRATCH: '{tmp}' }
const lives = simpleExecutor(fixture('lives'), { env: scratch })

beforeAll(beOwnRun)

/** Node, but not before a gate opens. Of the supervisor this is the beginning of its boot. */
const nodeBehindGate = `#!/bin/sh
while [ ! -e "$0.gate" ]; do sleep 0.005; done
exec ${process.execPath} "$@"
`

describe('While the supervisor boots,', () => {
  test.each(endsByName)('%s leaves nothing', async (_how, end) => {
    const node = join(await makeFolder(), 'node')
    await writeFile(node, nodeBehindGate, { mode: 0o755 })
    const run = await DoomedRun.start(`
      ${declareHold('root')}
      process.execPath = ${JSON.stringify(node)}
      hold('lives', ${JSON.stringify({ lives })}).start().catch(sayWhy)`)
    const findThem = (): unknown[] => findSupervisors(run.script.identity.pid)
    await eventually({ what: 'a supervisor' }, findThem, (found) => found.length === 1)
    expect(existsSync(join(run.meetingPoint, 'socket'))).toBe(false)
    run.note()
    await end.bringAbout(run)
    await writeFile(`${node}.gate`, '')
    await end.expectNothing(run)
  })
})

describe('Before the supervisor has registered a lease,', () => {
  test.each(endsByName)('%s leaves nothing', async (_how, end) => {
    const run = await DoomedRun.start(`
      ${declareHold('root')}
      await client.connect()
      process.on('SIGHUP', () => {
        hold('lives', ${JSON.stringify({ lives })}).start().catch(sayWhy)
        setImmediate(() => console.log('asked for a lease'))
      })
      console.log('connected')`)
    await run.script.says(/^connected$/m)
    run.note()
    await run.whileFrozen(async () => {
      run.script.kill('SIGHUP')
      await run.script.says(/^asked for a lease$/m)
      await end.bringAbout(run)
    })
    await end.expectNothing(run)
  })
})

describe('In a supervisor that still loads its code,', () => {
  test('SIGKILL of a worker undoes what it has asked for', async () => {
    forgetRunAfterTest() // its supervisor belongs to the script
    const source = `
      ${declareHold('worker')}
      await client.connect()
      hold('lives', ${JSON.stringify({ lives })}).start()
      setImmediate(() => process.kill(process.pid, 'SIGKILL'))`
    const { ended } = await runScript(source, { isWorker: true })
    expect(await ended).toEqual({ code: null, signal: 'SIGKILL' })
    // Whoever comes next is served after it.
    const next = await holdOne(useClient(), simpleExecutor('sleep 1000')).start()
    await eventually(
      { what: 'nobody else', within: 8_000 },
      () => findSupervised(process.pid).map(({ pid }) => pid),
      (pids) => pids.length === 1 && pids[0] === next.pid,
    )
  })
})

describe('A function that a process is stopped for', () => {
  test('starts nothing when it ends after the release', async () => {
    const diary = await makeDiary()
    const held = await holdOne(useClient(), diary.declare('db')).start()
    const [inside, over] = [createDeferred(), createDeferred()]
    const stopped = rejectionOf(
      held.stopped(async () => {
        inside.resolve()
        await over.promise
      }),
    )
    await inside.promise
    await held.release()
    over.resolve()
    expect((await stopped).message).toBe(
      'Cannot start "subject": it was stopped while it was starting',
    )
    expect(findOfThisRun()).toEqual([])
    expect(diary.read()).toEqual(['db started', 'db stopped'])
  })
})

describe('In the moment in which processes become ready,', () => {
  /** Is ready when its gate opens, and says outside of the supervisor, too, that it has told. */
  const telling = `
    : >"$1.up"
    while [ ! -e "$0" ]; do sleep 0.005; done
    echo ready
    : >"$1"
    exec sleep 1000`

  test.each(endsByName)('%s leaves nothing', async (_how, end) => {
    const folder = await makeFolder()
    const gate = join(folder, 'gate')
    const told = Array.from({ length: 4 }, (_, index) => join(folder, `told-${index}`))
    const processes = Object.fromEntries(
      told.map((file, index) => [
        `telling${index}`,
        outputExecutor(['sh', '-c', telling, gate, file], { banner: 'ready', env: scratch }),
      ]),
    )
    const run = await DoomedRun.start(`
      ${declareHold('root')}
      const processes = ${JSON.stringify(processes)}
      const started = Object.keys(processes).map((name) => hold(name, processes).start())
      for (const each of started) each.catch(sayWhy)`)
    const areAllUp = (): boolean => told.every((file) => existsSync(`${file}.up`))
    await eventually({ what: 'the start of all' }, areAllUp)
    await run.whileFrozen(async () => {
      await writeFile(gate, '')
      await eventually({ what: 'all to say ready' }, () => told.every((file) => existsSync(file)))
      run.note()
      await end.bringAbout(run)
    })
    await end.expectNothing(run)
  })
})
