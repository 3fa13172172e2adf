import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { now, pause } from '../../internal/clock.js'
import type { OwnFolder } from '../../internal/own-folder.js'
import { findGuardedOwners } from '../../process/index.js'

/** What is left of a run that was killed is gone in a second or two, on a crowded machine in many more. Milliseconds. */
const longestWait = 30_000
const lookInterval = 25
/** Who holds the processes of a run, in its log. */
const ownerLine = /^\S+ owner ([0-9a-f]+)$/gm

/** What the log says of whoever holds the processes of its run. */
export function describeOwner(id: string): string {
  return `owner ${id}`
}

/**
 * Waits for what runs of this project have left whose runner was killed: their processes may still have the ports, folders
 * and locks that those of this run need. Their guardians live as long as anything of them does.
 *
 * @param logs - the folder of the project's logs
 * @param unfinished - the names of those of runs of which something may be left
 * @param log - told what it waits for
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
    if (!hasSaidSo) log(`waits for what ${[...owners.values()].join(', ')} tells of`)
    hasSaidSo = true
    if (now() >= deadline) return log('waits for that no longer')
    await pause(lookInterval)
  }
}

/** Nobody needs to look for it again. */
function noteEnd(file: string): void {
  const { O_WRONLY, O_APPEND, O_NOFOLLOW } = constants
  const log = openSync(file, O_WRONLY | O_APPEND | O_NOFOLLOW)
  writeSync(log, `${new Date().toISOString()} everything is gone: nobody guards it any more\n`)
  closeSync(log)
}
