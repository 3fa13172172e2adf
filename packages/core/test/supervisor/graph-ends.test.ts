import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Recorder } from '../../src/report/index.js'
import type { Client } from '../../src/supervisor/registry/request-key.js'
import { Registry } from '../../src/supervisor/registry/registry.js'
import { beOwnRun, hold, useClient } from '../support/clients.js'
import { inTime } from '../support/deadline.js'
import { makeDiary } from '../support/diary.js'
import { identityOf, lives, type Identity } from '../support/processes.js'
import { findOfThisRun } from '../support/supervisors.js'
import { declareHold, DoomedRun } from './doomed-run.js'
import { ends } from './ends.js'
import { graphRuns, type GraphRun } from './graphs.js'

beforeAll(beOwnRun)

/** Sees in which order the processes of a registry begin to end, and are gone. */
class Witness {
  readonly #dependencies = new Map<string, readonly string[]>()
  readonly #events: string[] = []

  /** A recorder, as far as anybody calls one here. */
  readonly recorder = {
    open: ({ id, dependencies }: { id: string; dependencies: readonly string[] }) => {
      this.#dependencies.set(id, dependencies)
      const note = (_: object, event: string): (() => unknown) => {
        return () => this.#events.push(`${event} ${id}`)
      }
      return new Proxy({}, { get: note as never })
    },
  } as unknown as Recorder

  /** What had begun to end before something was gone that refers to it. */
  findWrongOrder(): string[] {
    const at = (event: string): number => this.#events.indexOf(event)
    return [...this.#dependencies].flatMap(([id, others]) =>
      others
        .filter((other) => at(`stopBegun ${other}`) < at(`gone ${id}`))
        .map((other) => `${other} before ${id}`),
    )
  }

  get left(): string[] {
    return [...this.#dependencies.keys()].filter((id) => !this.#events.includes(`gone ${id}`))
  }
}

class RegistryRun {
  readonly witness = new Witness()
  readonly #plan: GraphRun
  readonly #leases = new Map<string, ReturnType<Registry['acquire']>>()
  readonly #log: string[] = []
  readonly #registry: Registry
  readonly #client: Client = {
    is: 'client',
    id: '1',
    findLease: (id) => this.#leases.get(id) as ReturnType<Registry['acquire']>,
  }

  constructor(plan: GraphRun) {
    this.#plan = plan
    this.#registry = new Registry({
      observer: {
        describeRun: () => 'run of a test',
        log: (line) => void this.#log.push(line),
        startsSlowly: () => undefined,
        isFollowed: false,
        printed: () => undefined,
      },
      logFolder: undefined,
      recorder: this.witness.recorder,
      isKeeper: false,
    })
  }

  /** Takes what is to be taken, all at once; where starts are aborted, none is waited for. */
  async begin(): Promise<void> {
    const { processes, taken, manner } = this.#plan
    for (const name of taken) {
      const request = {
        processes,
        name,
        units: { test: 'one test', file: 'one file' },
        bound: {},
        folder: process.cwd(),
        environment: {},
        worker: '1',
      }
      this.#leases.set(name, this.#registry.acquire(this.#client, request))
    }
    if (manner === 'abort') return
    await Promise.all([...this.#leases.values()].map((lease) => lease.whenReady()))
    const { victim } = this.#plan
    const pid = this.#leases.get(victim)?.service.executor.pid
    if (manner === 'crash' && pid !== undefined) process.kill(pid, 'SIGKILL')
  }

  listProcesses(): Identity[] {
    const pids = this.#registry.services.map(({ executor: { pid } }) => pid)
    return pids.filter((pid) => pid !== undefined).map(identityOf)
  }

  /** Gives back what was taken, each without waiting for the one before, and ends the run. */
  async end(): Promise<void> {
    const { givenBack, manner } = this.#plan
    const leases = givenBack.map((name) => this.#leases.get(name))
    if (manner === 'kill') {
      this.#registry.leave(this.#client)
      this.#registry.hurry()
    }
    const over = leases.map((lease) =>
      manner === 'kill' ? lease?.abandon(performance.now()) : lease?.release(),
    )
    const all = Promise.allSettled([...over, this.#registry.end()])
    await inTime({ what: 'the end of all' }, all, () => [this.witness.left, this.#log])
  }
}

/** Ends a run in process; says what was not as it should be. */
async function tryRun(plan: GraphRun): Promise<void> {
  const run = new RegistryRun(plan)
  await run.begin()
  const held = run.listProcesses()
  await run.end()
  expect(run.witness.left).toEqual([])
  expect(run.witness.findWrongOrder()).toEqual([])
  expect(held.filter(lives)).toEqual([])
}

describe('Processes that refer to each other', () => {
  test('all end, each after what refers to it: a triangle, in either order of its references', async () => {
    for (const references of ['{a.name} {b.name}', '{b.name} {a.name}']) {
      const diary = await makeDiary()
      const processes = {
        a: diary.declare('a', { scope: 'run' }),
        b: diary.declare('b', { scope: 'run', env: { AFTER: '{a.name}' } }),
        c: diary.declare('c', { scope: 'run', env: { AFTER: references } }),
      }
      const root = useClient('root')
      for (const name of ['a', 'b', 'c']) await hold(root, { processes, name }).start()
      await inTime({ what: 'the end of the run' }, root.endRun(), () => diary.read())
      expect(diary.read().slice(3)).toEqual(['c stopped', 'b stopped', 'a stopped'])
      expect(findOfThisRun()).toEqual([])
    }
  })

  test('all end, each after what refers to it: any graph, in any order, however it ends', async () => {
    const property = fc.asyncProperty(graphRuns(12), tryRun)
    await fc.assert(property, { numRuns: 20, endOnFailure: true })
  })

  test.each(['killOfRunner', 'killOfBoth', 'the end of the run'] as const)(
    'leave nothing behind a supervisor: any graph, by %s',
    async (how) => {
      const property = fc.asyncProperty(graphRuns(12), async ({ processes, taken }) => {
        const run = await DoomedRun.start(`
          ${declareHold('root')}
          process.on('SIGHUP', () => client.endRun().then(() => console.log('ended'), sayWhy))
          const processes = ${JSON.stringify(processes)}
          await Promise.all(${JSON.stringify(taken)}.map((name) => hold(name, processes).start()))
          console.log('all are ready')`)
        await run.script.says(/^all are ready$/m)
        run.note()
        if (how === 'the end of the run') {
          run.script.kill('SIGHUP')
          await run.script.says(/^ended$/m)
        }
        const end = how === 'the end of the run' ? ends.killOfRunner : ends[how]
        await end.bringAbout(run)
        await end.expectNothing(run)
      })
      await fc.assert(property, { numRuns: 1, endOnFailure: true })
    },
    60_000,
  )
})
