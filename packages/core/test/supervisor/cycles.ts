import { tcpExecutor, type Declaration, type Scope } from '../../src/declaration.js'
import { fixture } from '../support/fixtures.js'
import { declareHold } from './doomed-run.js'

/** Numbers between 0 and 1 that depend on the seed alone (mulberry32). */
export const makeRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const slots = 4

/** An `api` that refers to a `db`: each tells its pid, and `api` the port of its `db`. */
function declareBlock(api: Scope, db: Scope): Readonly<Record<string, Declaration>> {
  const env = { SCRATCH: '{tmp}' }
  return {
    db: tcpExecutor(fixture('tells-its-pid', '{port}'), { scope: db, env }),
    api: tcpExecutor(fixture('tells-its-pid', '{port}', '{db.port}'), { scope: api, env }),
  }
}

const blocks = [
  declareBlock('test', 'test'),
  declareBlock('test', 'worker'),
  declareBlock('file', 'run'),
  declareBlock('worker', 'worker'),
  declareBlock('run', 'run'),
]

/** How holding may fail when processes are killed at random. */
const expected = [
  'ERR_PROCESS_CRASHED',
  'ERR_PROCESS_EXITED',
  'ERR_PROCESS_FINISHED',
  'ERR_SUPERVISOR',
]

/**
 * A worker. At every turn it holds one block more, asks its processes who they are, and then releases the block of the
 * turn before. Where a shared process had crashed it goes on with another generation of it.
 */
const worker = `
  import { connect } from 'node:net'
  import { Client, HeldProcess } from '@mirakuru/core/client'
  ${declareHold('worker')}
  const [slot, seed] = process.argv.slice(1).map(Number)
  const random = (${makeRandom.toString()})(seed)
  const blocks = ${JSON.stringify(blocks)}
  const generations = blocks.map(() => 0)
  const say = (what, ...words) => console.log([what, slot, process.pid, ...words].join(' '))
  let before = []
  let turns = 0

  function fail(error) {
    if (error.code === 'ERR_SUPERVISOR') sayWhy(error)
    if (!${JSON.stringify(expected)}.includes(error.code)) say('fault', error.stack)
  }

  function ask(port) {
    return new Promise((resolve) => {
      let text = ''
      connect(port, '127.0.0.1')
        .on('data', (chunk) => (text += chunk))
        .on('error', () => resolve(undefined)) // it was killed
        .on('close', () => resolve(text || undefined))
    })
  }

  async function identify(held, ...words) {
    const { name, pid, port } = held
    if (pid === undefined) return
    say('holds', name, pid)
    const answer = await ask(port)
    const wanted = [pid, ...words].join(' ')
    if (answer !== undefined && answer !== wanted) say('stranger', answer + ' instead of ' + wanted)
  }

  async function turn() {
    const which = Math.floor(random() * blocks.length)
    const file = 'file ' + Math.floor(turns++ / 4)
    const generation = which + 'th of ' + slot + '/' + process.pid + '/' + generations[which]
    const block = Object.fromEntries(Object.entries(blocks[which]).map(([name, each]) =>
      [name, generations[which] === 0 ? each : { ...each, env: { ...each.env, generation } }]))
    const units = { test: 'test ' + turns, file }
    const [api, db] = ['api', 'db'].map((name) =>
      new HeldProcess(client, { processes: block, name, units }))
    try {
      await api.start()
      await db.start()
      await identify(db)
      await identify(api, db.port)
    } catch (error) {
      if (error.code === 'ERR_PROCESS_CRASHED') generations[which]++
      fail(error)
    }
    const over = before
    before = [api, db]
    const leave = random() < 0.2 ? 'retire' : 'release'
    for (const each of over) await each[leave]().catch(fail)
  }

  process.on('disconnect', () => process.exit())
  process.on('message', async () => {
    say('turn')
    await turn()
    process.send('done')
  })
  process.send('ready')`

/** The root of a run that gives turns to workers for ever, and replaces those that are killed. */
export function makeCycles(seed: number): string {
  return `
  import { spawn } from 'node:child_process'
  ${declareHold('root')}
  await client.connect()
  let workers = 0
  let turns = 0
  const employ = (slot) => {
    const args = ['--input-type=module', '--eval', ${JSON.stringify(worker)}, slot, ${seed} + ++workers]
    const child = spawn(process.execPath, args.map(String), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, VITEST_POOL_ID: String(slot) },
    })
    child.on('message', () => {
      console.log('turns ' + turns++)
      child.send('turn', () => undefined)
    })
    child.once('exit', () => employ(slot))
  }
  for (let slot = 1; slot <= ${slots}; slot++) employ(slot)`
}
