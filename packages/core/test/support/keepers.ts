import { expect } from 'vitest'
import { joinAsOnlooker } from '../../src/command-line/onlooker.js'
import { listRendezvous } from '../../src/protocol/index.js'
import { afterTest } from './cleanup.js'
import { eventually } from './deadline.js'
import { expectGone } from './deaths.js'
import { findMarked, killAll, listProcesses, type Snapshot } from './processes.js'
import type { Run } from './run.js'
import { findOwnerId } from './supervisors.js'

/** The supervisors that keep processes of this folder between runs. */
export function findKeepers(folder: string): Snapshot[] {
  return listProcesses().filter(
    ({ command }) =>
      command.includes('/supervisor/main.js ') &&
      command.includes(`"keeps":{"folder":${JSON.stringify(folder)},`),
  )
}

/** Every living process that is kept for this folder. */
export function findKept(folder: string): Snapshot[] {
  const owners = findKeepers(folder).map(findOwnerId)
  return owners.flatMap((ownerId) => (ownerId === undefined ? [] : findMarked(ownerId)))
}

/** Ends what is kept for this folder when the test is over; it has to be gone with that. */
export function endKeptAfterTest(folder: string): void {
  afterTest(async () => {
    await stopKept(folder)
    await expectNoKeeper(folder)
  })
}

/** Stops what is kept for this folder, as `mirakuru stop` does. */
export async function stopKept(folder: string): Promise<void> {
  const pids = new Set(findKeepers(folder).map(({ pid }) => pid))
  for (const rendezvous of listRendezvous().filter(({ runner }) => pids.has(runner.pid))) {
    const link = await joinAsOnlooker(rendezvous)
    const report = await link?.remote.look()
    await link?.remote.stop((report?.processes ?? []).map(({ id }) => id))
    link?.close()
  }
}

/** Waits until nothing is kept for this folder any more. */
export async function expectNoKeeper(folder: string): Promise<void> {
  const find = (): Snapshot[] => [...findKeepers(folder), ...findKept(folder)]
  await eventually({ what: 'the end of the keeper' }, find, (found) => found.length === 0).catch(
    (error: unknown) => {
      killAll(find())
      throw error
    },
  )
}

/**
 * Runs a project three times that keeps its `db` but not its `api`, and notes the pids of both: the second run finds the
 * `db` of the first, and nothing is left of the third, which runs where nothing is kept.
 */
export async function expectKeptBetweenRuns(
  folder: string,
  run: (env: Readonly<Record<string, string>>) => Promise<Run>,
): Promise<void> {
  try {
    const [first, second] = [await run({ CI: '' }), await run({ CI: '' })]
    expect(first.exitCode, first.output).toBe(0)
    expect(first.output).toContain('mirakuru: 2 processes started, ')
    expect(second.output).toContain('mirakuru: 1 process started, 1 found running, ')
    expect(pidOf('db', second)).toBe(pidOf('db', first))
    await expectGone([pidOf('api', first), pidOf('api', second)])
    await stopKept(folder)
    await expectGone([pidOf('db', first)])
    const third = await run({ CI: 'true' })
    await expectGone([pidOf('db', third)])
  } finally {
    await stopKept(folder)
    await expectNoKeeper(folder)
  }
}

function pidOf(name: string, { notes }: Run): number {
  return Number(notes.find((line) => line.startsWith(`${name} `))?.split(' ')[1])
}
