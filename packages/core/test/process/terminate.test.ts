import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor } from '../../src/index.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, measure } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'
import {
  expectDeath,
  identityOf,
  killAll,
  lives,
  lookAt,
  type Identity,
} from '../support/processes.js'
import { listOurs, use } from '../support/use.js'

type Options = ConstructorParameters<typeof SimpleExecutor>[1]

async function startReady(command: string[], options?: Options): Promise<SimpleExecutor> {
  const executor = use(new SimpleExecutor(command, options))
  await executor.start()
  await executor.waitForOutput('ready')
  return executor
}

/** A process of somebody else, with a variable of our choice. */
function startForeign(env: Record<string, string>): Identity {
  const child = spawn('sleep', ['1000'], { env, stdio: 'ignore', detached: true })
  const identity = identityOf(child.pid)
  afterTest(async () => {
    killAll([identity])
    await expectDeath(identity, 8_000)
  })
  return identity
}

function readMark({ pid }: SimpleExecutor): string {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
  return /(?:^|\0)MIRAKURU_ID=([^\0]+)/.exec(environment)?.[1] as string
}

describe('SimpleExecutor.stop() leaves nothing of', () => {
  test('a tree of 3 × 3', async () => {
    const executor = await startReady(fixture('forks-tree'))
    const tree = listOurs()
    expect(tree.length).toBeGreaterThanOrEqual(13)
    expect(await measure(() => executor.stop())).toBeLessThan(5_000)
    expect(tree.filter(lives)).toEqual([])
    expect(listOurs()).toEqual([])
  })

  test('a daemon in a session of its own, whose leader still runs', async () => {
    const shell = `(setsid sleep 1000 &); setsid sleep 1000 & echo ready; wait`
    const executor = await startReady(['sh', '-c', shell])
    await eventually({ what: 'all three' }, listOurs, (seen) => seen.length === 3)
    await executor.stop()
    expect(listOurs()).toEqual([])
  })

  test('a tree whose leader exits first, which gets its stopTimeout and is then killed', async () => {
    const executor = await startReady(fixture('leader-exits-first'), { stopTimeout: 200 })
    const elapsed = await measure(() => executor.stop())
    expect(executor.exit).toMatchObject({ code: 0, signal: null })
    expect(elapsed).toBeGreaterThanOrEqual(199)
    expect(elapsed).toBeLessThan(5_000)
    expect(listOurs()).toEqual([])
  })

  test('a grandchild that keeps stdout open, without waiting for its output', async () => {
    const executor = await startReady(fixture('keeps-stdout-open'))
    expect(await measure(() => executor.stop())).toBeLessThan(5_000)
    expect(listOurs()).toEqual([])
  })

  test('a process that ignores its stop signal and starts others in a loop meanwhile', async () => {
    const executor = await startReady(fixture('forks-in-a-loop'), { stopTimeout: 100 })
    await executor.stop()
    expect(executor.exit?.forced).toBe(true)
    expect(listOurs()).toEqual([])
  })

  test('a process that again and again replaces itself by another in a new session', async () => {
    const executor = await startReady(fixture('runs-away'))
    await executor.stop()
    expect(listOurs()).toEqual([])
  })

  test('a process that has emptied its environment', async () => {
    const shell = `setsid env -i /bin/sleep 1000 & echo ready; wait`
    const executor = await startReady(['sh', '-c', shell])
    await eventually({ what: 'the daemon' }, listOurs, (seen) => seen.length === 2)
    const daemon = listOurs().find(({ pid }) => pid !== executor.pid)
    await executor.stop()
    expect(lives(daemon as Identity)).toBe(false)
  })

  test('a paused tree that ignores its stop signal', async () => {
    const executor = await startReady(fixture('ignores-sigterm'), { stopTimeout: 100 })
    await executor.pause()
    await eventually({ what: 'state T' }, () => lookAt(executor.pid as number)?.state === 'T')
    await executor.stop()
    expect(executor.exit).toEqual({ code: null, signal: 'SIGKILL', forced: true })
    // It was continued, so that it could have obeyed.
    expect(executor.output()).toContain('ignores SIGTERM')
  })
})

describe('SimpleExecutor.stop() spares', () => {
  test('processes whose environment merely contains the mark', async () => {
    const executor = await startReady(fixture('lives'))
    const mark = readMark(executor)
    const foreign = [
      startForeign({ OTHER: `MIRAKURU_ID=${mark}` }),
      startForeign({ NOT_MIRAKURU_ID: mark }),
      startForeign({ NOTE: `x MIRAKURU_ID=${mark} y\nMIRAKURU_ID=${mark}` }),
      startForeign({ MIRAKURU_ID: `${mark}2` }), // 1 is not 12
      startForeign({ MIRAKURU_ID: `0${mark}` }),
      startForeign({ MIRAKURU_ID: '' }),
      startForeign({}),
    ]
    await executor.stop()
    expect(foreign.map(lives)).toEqual(foreign.map(() => true))
  })

  test('the processes of other executors', async () => {
    const executors = await Promise.all(
      Array.from({ length: 12 }, () => use(new SimpleExecutor('sleep 1000')).start()),
    )
    const [first, ...others] = executors
    await first?.stop()
    expect(others.map((other) => other.running())).toEqual(others.map(() => true))
    await Promise.all(others.map((other) => other.stop()))
  })
})

describe('A zombie', () => {
  test('counts as dead', async () => {
    // The shell becomes a program that never waits for the child it finds itself with.
    const command = 'sleep 0.1 & echo "child $!"; echo ready; exec sleep 1000'
    const executor = await startReady(['sh', '-c', command])
    const child = /child (\d+)/.exec(executor.output())?.[1]
    const readState = (): string => {
      const stat = readFileSync(`/proc/${child}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2)[0] ?? ''
    }
    await eventually({ what: 'a zombie' }, readState, (state) => state === 'Z')
    expect(await measure(() => executor.stop())).toBeLessThan(5_000)
    expect(listOurs()).toEqual([])
  })
})
