import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rendezvous } from '../protocol/index.js'

/** Writes down where the supervisor's log is, for those who come when it is gone. */
export function noteLogFile({ folder }: Rendezvous, logFile: string): void {
  writeFileSync(join(folder, 'log'), logFile, { mode: 0o600 })
}

/** The supervisor's log, as far as anybody has written down where it is. */
export function findLogFile({ folder }: Rendezvous): string | undefined {
  try {
    return readFileSync(join(folder, 'log'), 'utf8')
  } catch {
    return undefined
  }
}
