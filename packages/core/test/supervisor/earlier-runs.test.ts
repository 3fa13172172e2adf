import { existsSync, readdirSync } from 'node:fs'
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { afterTest } from '../support/cleanup.js'
import { eventually } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { identityOf } from '../support/processes.js'
import { declareHold, DoomedRun } from './doomed-run.js'

const never = 2 ** 31 // no pid is as high

/** Makes something as old as that. */
async function age(path: string, minutes: number): Promise<void> {
  const then = Date.now() / 1_000 - 60 * minutes
  await utimes(path, then, then)
}

/** A project in whose node_modules logs are written. */
async function makeProject(): Promise<{ readonly folder: string; readonly logs: string }> {
  const folder = await makeFolder()
  const logs = join(folder, 'node_modules', '.mirakuru')
  await mkdir(logs, { recursive: true })
  return { folder, logs }
}

/** A run in a project; resolves when its root is connected, and has done something. */
async function beginRun(project: string, act = ''): Promise<DoomedRun> {
  const run = await DoomedRun.start(`
    process.chdir(${JSON.stringify(project)})
    ${declareHold('root')}
    await client.connect()
    ${act}
    console.log('acted')`)
  await run.script.says(/^acted$/m)
  return run
}

/** A whole run in a project; resolves when its supervisor has left. */
async function runOnce(project: string, act: string): Promise<DoomedRun> {
  const run = await beginRun(project, act)
  run.note()
  run.script.kill('SIGKILL')
  await run.expectNothingLeft()
  return run
}

const lives = simpleExecutor(fixture('lives'))
const holdOnce = `await hold('lives', ${JSON.stringify({ lives })}).start()`

describe('At its end a supervisor', () => {
  test('keeps the logs of the last five runs, and of those that go on', async () => {
    const { folder, logs } = await makeProject()
    const runner = identityOf(process.pid)
    const going = `supervisor-${runner.pid}-${runner.startTime}.log`
    const over = Array.from({ length: 8 }, (_, index) => `supervisor-${never + index}-1.log`)
    const others = ['supervisor-1.txt', 'notes.log', `supervisor-${never}-1.log.old`]
    await mkdir(join(logs, `supervisor-${never + 4}-1`)) // with the output of its processes
    for (const [index, name] of [...over, going, ...others].entries()) {
      await writeFile(join(logs, name), '')
      await age(join(logs, name), 10 + index)
    }
    const { script } = await runOnce(folder, holdOnce)
    const own = `supervisor-${script.identity.pid}-${script.identity.startTime}.log`
    const expected = [own, own.replace('.log', ''), ...over.slice(0, 4), going, ...others]
    expect(readdirSync(logs).toSorted()).toEqual(expected.toSorted())
  })

  test('removes its own log when there never was a process', async () => {
    const { folder, logs } = await makeProject()
    await runOnce(folder, '')
    expect(readdirSync(logs)).toEqual([])
  })

  test('keeps its own log when a process could not be started', async () => {
    const { folder, logs } = await makeProject()
    const missing = simpleExecutor('there-is-no-such-program')
    const act = `await hold('missing', ${JSON.stringify({ missing })}).start().catch(sayWhy)`
    await runOnce(folder, act)
    expect(readdirSync(logs).filter((name) => name.endsWith('.log'))).toHaveLength(1)
  })
})

test('A supervisor that was killed keeps its log', async () => {
  const { folder, logs } = await makeProject()
  const run = await beginRun(folder)
  run.note()
  run.killSupervisor()
  run.script.kill('SIGKILL')
  await run.expectNothingLeft('mirakuru-run-')
  expect(readdirSync(logs)).toHaveLength(1)
})

describe('Where runs meet', () => {
  test('at its end a supervisor removes what was left of runs that were killed, and nothing else', async () => {
    const { folder } = await makeProject()
    const run = await beginRun(folder)
    const uid = process.getuid?.()
    const runner = identityOf(process.pid)
    const make = async (name: string, minutes: number): Promise<string> => {
      const path = join(run.temporary, name)
      await mkdir(path, { mode: 0o700 })
      await writeFile(join(path, 'token'), 'a'.repeat(64))
      await age(path, minutes)
      return name
    }
    const abandoned = await make(`mirakuru-run-${uid}-${never}-1`, 2)
    const answering = await make(`mirakuru-run-${uid}-${never}-2`, 0)
    const server = createServer().listen(join(run.temporary, answering, 'socket'))
    afterTest(() => server.close())
    await eventually({ what: 'a socket' }, () => server.listening)
    await age(join(run.temporary, answering), 2)
    const spared = [
      answering,
      await make(`mirakuru-run-${uid}-${runner.pid}-${runner.startTime}`, 2), // lives
      await make(`mirakuru-run-${uid}-${never}-3`, 0), // may be booting
      await make(`mirakuru-run-${(uid ?? 0) + 1}-${never}-4`, 2), // somebody else's
      await make(`mirakuru-run-mine-${never}-5`, 2),
    ]
    run.note()
    run.script.kill('SIGKILL')
    await run.expectNothingLeft('mirakuru-run-')
    expect(readdirSync(run.temporary).toSorted()).toEqual(spared.toSorted())
    expect(existsSync(join(run.temporary, abandoned))).toBe(false)
  })
})
