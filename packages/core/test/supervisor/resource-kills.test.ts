import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Declaration } from '../../src/declaration.js'
import {
  beOwnRun,
  endRunAfterTest,
  expectNoSupervisor,
  holdOne,
  useClient,
} from '../support/clients.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import {
  copyOfTemplate,
  declareFoldersIn,
  listFolders,
  readDiary,
  startOutside,
} from '../support/folders.js'
import { startOtherRun, type OtherRun } from '../support/other-run.js'
import { killAll, type Snapshot } from '../support/processes.js'
import { findSupervised, findSupervisors } from '../support/supervisors.js'

beforeAll(beOwnRun)

/** Moments in the life of a resource, by what the diary says when one has come. */
const moments = { create: 'create waits', fill: 'fill', destroy: 'destroy waits' } as const
type Moment = keyof typeof moments
const victims = ['runner', 'supervisor', 'agent', 'server', 'all'] as const
type Victim = (typeof victims)[number]

interface Scene {
  readonly folder: string
  readonly declaration: Declaration
  openGate(): void
  /** Resolves when the moment has come. */
  comes(): Promise<unknown>
}

async function set(moment: Moment, server?: Declaration): Promise<Scene> {
  const folder = await makeFolder()
  const wait = `until [ -e "$TARGET/gate" ]; do sleep 0.01; done`
  const fill = `sh -c 'echo fill >> "$TARGET/diary"; ${wait}'`
  const held = moment === 'fill' ? [] : [moment]
  const { declaration } = declareFoldersIn(folder, {
    name: 'db',
    agent: fixture('folder-agent', folder, ...held),
    ...(moment === 'fill' && copyOfTemplate(folder, { fill })),
    ...(server && { server, list: 'list' }),
  })
  const seen = (): string[] => readDiary(folder)
  return {
    folder,
    declaration,
    openGate: () => writeFileSync(join(folder, 'gate'), ''),
    comes: () => eventually({ what: moment }, seen, (lines) => lines.includes(moments[moment])),
  }
}

function strike({ script: { identity } }: OtherRun, victim: Victim): void {
  const named = (name: string): Snapshot[] =>
    findSupervised(identity.pid).filter(({ command }) => command.includes(name))
  const found = {
    runner: () => [identity],
    supervisor: () => findSupervisors(identity.pid),
    agent: () => named('folder-agent'),
    server: () => named('folder-server'),
    all: () => [identity, ...findSupervisors(identity.pid), ...findSupervised(identity.pid)],
  }[victim]()
  expect(found.length).toBeGreaterThan(0)
  killAll(found)
}

async function expectGone({ script: { identity } }: OtherRun): Promise<void> {
  const left = (): Snapshot[] => [...findSupervisors(identity.pid), ...findSupervised(identity.pid)]
  await eventually(
    { what: 'the end of the run', within: 20_000 },
    left,
    (found) => found.length === 0,
  )
}

/** All of them take a minute. */
const situations = victims
  .flatMap((victim) =>
    (Object.keys(moments) as Moment[]).map((moment) => [victim, moment] as const),
  )
  .filter(([victim, moment]) => victim === 'runner' || moment === 'fill')

describe('Nothing is left', () => {
  test.each(situations)('when the %s is killed during %s', async (victim, moment) => {
    const scene = await set(moment)
    const run = await startOtherRun({ db: scene.declaration })
    if (moment === 'destroy') {
      await run.ready()
      run.release()
    }
    await scene.comes()
    strike(run, victim)
    scene.openGate()
    run.script.kill('SIGKILL')
    await run.script.ended
    await expectGone(run)
  })
})

describe('A server outside has nothing left', () => {
  test.each(['create', 'fill', 'destroy'] as const)(
    'of a runner that was killed during %s',
    async (moment) => {
      const { server } = await startOutside()
      const scene = await set(moment, server)
      const run = await startOtherRun({ db: scene.declaration })
      if (moment === 'destroy') {
        await run.ready()
        run.release()
      }
      await scene.comes()
      strike(run, 'runner')
      await run.script.ended
      scene.openGate()
      await expectGone(run)
      expect(listFolders(scene.folder)).toEqual([])
    },
  )

  test('of a start that is aborted while it is created', async () => {
    endRunAfterTest()
    const { server } = await startOutside()
    const scene = await set('create', server)
    const abort = new AbortController()
    const held = holdOne(useClient(), scene.declaration)
    const started = rejectionOf(held.start({ signal: abort.signal }))
    await scene.comes()
    abort.abort(new Error('not any more'))
    expect((await started).message).toBe('not any more')
    scene.openGate()
    await eventually({ what: 'its removal' }, () => readDiary(scene.folder).includes('destroy'))
    expect(listFolders(scene.folder)).toEqual([])
  })

  test('of clients that are killed', async () => {
    const { server } = await startOutside()
    const scene = await set('fill', server)
    scene.openGate()
    const runs = await Promise.all([1, 2].map(() => startOtherRun({ db: scene.declaration })))
    for (const run of runs) await run.ready()
    for (const run of runs) run.script.kill('SIGKILL')
    for (const run of runs) await expectGone(run)
    expect(listFolders(scene.folder)).toEqual([])
    await expectNoSupervisor()
  })
})
