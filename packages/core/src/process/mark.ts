import { closeSync, openSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Name of the environment variable that marks every process of an executor. */
export const markVariable = 'MIRAKURU_ID'

/** Prefix of the name of the open file that marks every process of an executor. */
export const markFilePrefix = 'mirakuru-mark-'

/**
 * The second carrier of a mark: an open, empty, already deleted file whose name is the mark.
 *
 * The environment alone is not enough. nginx, PostgreSQL, redis and everything else that sets its process title writes
 * it over the environment that the kernel shows (setproctitle), and `env -i` clears it; descriptors survive both. A
 * program that closes its descriptors keeps its environment, as do the children of Node, which inherit none.
 */
export class MarkFile {
  /** Inherited by the process; `undefined` if no file can be created, so that only the environment is left. */
  readonly descriptor: number | undefined

  constructor(mark: string) {
    this.descriptor = openDeleted(join(tmpdir(), markFilePrefix + mark))
  }

  /** Closes this process's own descriptor. */
  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor)
  }
}

/** The mark in the name of an open file, as /proc shows it. */
export function parseMarkFile(path: string): string | undefined {
  return /\/mirakuru-mark-([0-9a-f]+:\d+)(?: \(deleted\))?$/.exec(path)?.[1]
}

function openDeleted(path: string): number | undefined {
  if (process.platform !== 'linux') return undefined // it cannot be read there
  try {
    const descriptor = openSync(path, 'ax+', 0o600)
    unlinkSync(path)
    return descriptor
  } catch {
    return undefined
  }
}
