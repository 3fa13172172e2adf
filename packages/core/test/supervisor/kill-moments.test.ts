import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { outputExecutor, simpleExecutor } from '../../src/declaration/index.js'
import { eventually } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { findSupervisors } from '../support/supervisors.js'
import { declareHold, DoomedRun } from './doomed-run.js'
import { ends } from './ends.js'

const scratch = { SCRATCH: '{tmp}' }
const lives = simpleExecutor(fixture('lives'), { env: scratch })

/** Node, but not before a gate opens. Of the supervisor this is the beginning of its boot. */
const nodeBehindGate = `#!/bin/sh
while [ ! -e "$0.gate" ]; do sleep 0.005; done
exec ${process.execPath} "$@"
`

describe('While the supervisor boots,', () => {
  test.each(Object.entries(ends))('%s leaves nothing', async (_how, end) => {
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
  test.each(Object.entries(ends))('%s leaves nothing', async (_how, end) => {
    const run = await DoomedRun.start(`
      ${declareHold('root')}
      await client.connect()
      console.log('connected')
      process.on('SIGHUP', () => {
        hold('lives', ${JSON.stringify({ lives })}).start().catch(sayWhy)
        setImmediate(() => console.log('asked for a lease'))
      })`)
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

describe('In the moment in which processes become ready,', () => {
  /** Is ready when its gate opens, and says outside of the supervisor, too, that it has told. */
  const telling = `
    : >"$1.up"
    while [ ! -e "$0" ]; do sleep 0.005; done
    echo ready
    : >"$1"
    exec sleep 1000`

  test.each(Object.entries(ends))('%s leaves nothing', async (_how, end) => {
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
