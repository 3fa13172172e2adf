import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { now, pause } from '../../internal/clock.js'
import type { OwnFolder } from '../../internal/own-folder.js'
import { findGuardedOwners } from '../../process/index.js'

/** The rest of a killed run takes a second or two to end, but longer on a busy machine. Milliseconds. */
const longestWait = 30_000
const lookInterval = 25
/** The line in the log of a run that names the owner of its processes. */
const ownerLine = /^\S+ owner ([0-9a-f]+)$/gm

/** The text of that line. */
export function describeOwner(id: string): string {
  return `owner ${id}`
}

/**
 * Waits for the processes of killed runs of this project: they may still hold the ports, folders and locks that the
 * processes of this run need. Their guardians live as long as any of them.
 *
 * @param logs - the folder of the project's logs
 * @param unfinished - the names of the logs of runs whose processes may still exist
 * @param log - called with what it waits for
 */
export async function awaitEarlierRuns(
  logs: OwnFolder,
  unfinished: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  const owners = new Map(
    unfinished.flatMap((file) =>
      [...readFileSync(logs.at(file), 'utf8').matchAll(ownerLine)].map(
        ([, id = '']) => [id, file] as const,
      ),
    ),
  )
  if (owners.size === 0) return
  const deadline = now() + longestWait
  let hasSaidSo = false
  for (;;) {
    const guarded = findGuardedOwners()
    for (const [id, file] of owners) {
      if (guarded.has(id)) continue
      owners.delete(id)
      noteEnd(logs.at(file))
    }
    if (owners.size === 0) return
    if (!hasSaidSo) log(`waits for the processes of ${[...owners.values()].join(', ')}`)
    hasSaidSo = true
    if (now() >= deadline) return log('stops waiting for them')
    await pause(lookInterval)
  }
}

/** Marks a log as finished, so that later runs skip it. */
function noteEnd(file: string): void {
  const { O_WRONLY, O_APPEND, O_NOFOLLOW } = constants
  const log = openSync(file, O_WRONLY | O_APPEND | O_NOFOLLOW)
  writeSync(log, `${new Date().toISOString()} everything is gone: it has no guardian any more\n`)
  closeSync(log)
}
