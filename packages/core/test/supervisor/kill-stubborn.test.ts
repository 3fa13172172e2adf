import { describe, expect, test } from 'vitest'
import { simpleExecutor, type Declaration } from '../../src/declaration.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, identityOf, type Identity } from '../support/processes.js'
import { declareHold, DoomedRun } from './doomed-run.js'

const common = { stopTimeout: 300, env: { SCRATCH: '{tmp}' } }
const stubborn = {
  ignoring: simpleExecutor(fixture('ignores-sigterm'), common),
  daemon: simpleExecutor(fixture('daemonises', ...fixture('ignores-sigterm')), common),
  forking: simpleExecutor(fixture('forks-in-a-loop'), common),
  leaderless: simpleExecutor(fixture('leader-exits-first'), common),
  nameless: simpleExecutor(['sh', '-c', 'echo ready; exec env -i /bin/sleep 1000'], common),
} satisfies Record<string, Declaration>

const workerSource = `
  import { Client, HeldProcess } from '@mirakuru/core/client'
  process.on('disconnect', () => process.exit())
  ${declareHold('worker')}
  for (const name of ${JSON.stringify(Object.keys(stubborn))}) hold(name, ${JSON.stringify(stubborn)})
  await Promise.all(all.map((each) => each.start()))
  await Promise.all(all.map((each) => each.waitForOutput('ready')))
  console.log('worker ' + process.pid)`

/** Holds all of them in a worker, beside a root that holds nothing. */
const source = `
  import { spawn } from 'node:child_process'
  await new Client('root').connect()
  spawn(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(workerSource)}], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, VITEST_POOL_ID: '1' },
  })
  setInterval(() => undefined, 1_000_000)`

interface StubbornRun {
  readonly run: DoomedRun
  readonly worker: Identity
}

async function startStubborn(): Promise<StubbornRun> {
  const run = await DoomedRun.start(source)
  const [, pid] = await run.script.says(/^worker (\d+)$/m)
  expect(run.note().length).toBeGreaterThan(Object.keys(stubborn).length)
  return { run, worker: identityOf(Number(pid)) }
}

/** The end of the run, too, leaves nothing of it. */
async function endRun(run: DoomedRun): Promise<void> {
  run.script.kill('SIGKILL')
  await run.expectNothingLeft()
}

describe('Of processes that ignore, daemonise, fork, lose their leader or clear their environment nothing is left', () => {
  test('after the last release', async () => {
    const { run, worker } = await startStubborn()
    process.kill(worker.pid, 'SIGUSR2')
    await run.script.says(/^released$/m)
    await run.expectNothingHeld()
    await endRun(run)
  })

  test('after SIGKILL of the process of their client', async () => {
    const { run, worker } = await startStubborn()
    process.kill(worker.pid, 'SIGKILL')
    await expectDeath(worker, 8_000)
    await run.expectNothingHeld()
    expect(run.supervisor.state).not.toBe('Z')
    await endRun(run)
  })

  test('after SIGKILL of the runner', async () => {
    const { run } = await startStubborn()
    await endRun(run)
  })

  test('after SIGKILL of the supervisor', async () => {
    const { run } = await startStubborn()
    run.killSupervisor()
    await run.expectNothingHeld()
  })

  test('after SIGKILL of the runner and the supervisor at once', async () => {
    const { run } = await startStubborn()
    run.killSupervisor()
    await endRun(run)
  })

  test('after SIGTERM of everybody, which is how containers are stopped', async () => {
    const { run, worker } = await startStubborn()
    const everybody = [run.supervisor, worker, run.script.identity]
    for (const { pid } of everybody) process.kill(pid, 'SIGTERM')
    await run.expectNothingLeft()
  })
})
