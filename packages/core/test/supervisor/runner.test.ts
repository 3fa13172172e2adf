import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { describeRendezvous } from '../../src/protocol/index.js'
import { eventually } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, identityOf, lives, type Identity } from '../support/processes.js'
import { runScript, type Script } from '../support/script.js'
import { findSupervisors } from '../support/supervisors.js'

const declarations = [
  // It has ten seconds to obey, but not when everybody who could wait for it is dead.
  simpleExecutor(fixture('ignores-sigterm'), { scope: 'run' }),
  simpleExecutor(fixture('lives'), { scope: 'worker', env: { SCRATCH: '{tmp}' } }),
  simpleExecutor(fixture('forks-tree'), { scope: 'test' }),
]

/** Holds one process of each scope as a client with this role, and says so. */
function holdAll(role: string): string {
  return `
    const client = new Client('${role}')
    const units = { test: 'one test', file: 'one file' }
    for (const subject of ${JSON.stringify(declarations)}) {
      const request = { processes: { subject }, name: 'subject', units }
      const held = await new HeldProcess(client, request).start()
      await held.waitForOutput('ready')
      console.log('holds ' + held.pid)
    }
    console.log('holds all')
    setInterval(() => undefined, 1_000_000)`
}

/** Runs a module as runners run their workers. */
function forkWorker(source: string): string {
  return `
    import { spawn } from 'node:child_process'
    spawn(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(source)}], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, VITEST_POOL_ID: '1' },
      detached: true,
    })`
}

interface Run {
  readonly script: Script
  /** The supervisor, and what it holds. */
  readonly identities: readonly Identity[]
  readonly folder: string
}

async function startRun(source: string): Promise<Run> {
  const script = await runScript(source)
  await script.says(/^holds all$/m)
  const pids = [...script.output().matchAll(/^holds (\d+)$/gm)].map(([, pid]) => Number(pid))
  const supervisors = findSupervisors(script.identity.pid)
  expect(supervisors).toHaveLength(1)
  expect(pids).toHaveLength(declarations.length)
  return {
    script,
    identities: [...supervisors.map(({ pid }) => pid), ...pids].map(identityOf),
    folder: describeRendezvous(script.identity).folder,
  }
}

async function expectNothingLeft({ identities, folder }: Run): Promise<void> {
  await Promise.all(identities.map((identity) => expectDeath(identity, 8_000)))
  expect(existsSync(folder)).toBe(false)
}

describe('When the runner is killed', () => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'by %s, everything ends, and the supervisor leaves',
    async (signal) => {
      const run = await startRun(holdAll('root'))
      run.script.kill(signal)
      await run.script.ended
      await expectNothingLeft(run)
      await eventually(
        { what: 'nobody left of the script', within: 8_000 },
        () => run.script.listFamily(),
        (left) => left.length === 0,
      )
    },
  )

  test('with its whole process group, the supervisor is not', async () => {
    const run = await startRun(holdAll('root'))
    run.script.killGroup('SIGKILL')
    await run.script.ended
    await expectNothingLeft(run)
  })

  test('everything ends, even if it had no client itself and its worker hangs on', async () => {
    const worker = `
      import { Client, HeldProcess } from '@mirakuru/core/client'
      console.log('worker ' + process.pid)
      process.on('disconnect', () => undefined)
      ${holdAll('worker')}`
    const run = await startRun(forkWorker(worker))
    const [, pid] = await run.script.says(/^worker (\d+)$/m)
    const hanging = identityOf(Number(pid))
    run.script.kill('SIGKILL')
    await run.script.ended
    await expectNothingLeft(run)
    expect(lives(hanging)).toBe(true)
    process.kill(hanging.pid, 'SIGKILL')
  })

  test.each([
    ['before it was a client', ''],
    ['while it was a client', `await client.connect()`],
  ])('an orphan %s is no client of whoever takes it in', async (_title, before) => {
    const worker = `
      import { Client } from '@mirakuru/core/client'
      const client = new Client('worker')
      process.once('disconnect', async () => {
        console.log('orphan ' + process.ppid)
        const tell = (outcome) => console.log('outcome ' + outcome)
        await client.connect().then(tell, ({ code }) => tell(code))
      })
      ${before}
      console.log('worker ' + process.pid)
      setInterval(() => undefined, 1_000_000)`
    const script = await runScript(forkWorker(worker))
    const [, pid] = await script.says(/^worker (\d+)$/m)
    const orphan = identityOf(Number(pid))
    script.kill('SIGKILL')
    await script.ended
    const [, outcome] = await script.says(/^outcome (.+)$/m)
    expect(outcome).toMatch(
      new RegExp(`/supervisor-(${orphan.pid}|${script.identity.pid})-\\d+\\.log$|ERR_SUPERVISOR`),
    )
    process.kill(orphan.pid, 'SIGKILL')
    await eventually(
      { what: 'nobody left of the run', within: 8_000 },
      () => script.listFamily(),
      (left) => left.length === 0,
    )
  })
})
