import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { guardianScript } from './guardian-script.js'
import type { ProcessIdentity } from './identity.js'
import { processTable } from './system-table.js'
import type { ProcessState } from './table.js'

const title = 'mirakuru-guardian'

/** A folder that another process needs as long as it lives. */
export interface KeptFolder {
  readonly folder: string
  readonly keeper: ProcessIdentity
}

/** A process that is reported to a guardian. */
export interface Guarded extends ProcessIdentity {
  /** The session that ends with it; 0 for none. Negative if programs in it are left running. */
  readonly session: number
  /** Names of programs that are left running. */
  readonly leaves?: readonly string[]
}

/**
 * The guardian of this Node process: a small `sh` of about 1.7 MiB, in its own session, so that what kills the owner's
 * group or terminal does not kill it. It carries no mark, so that a sweep of the owner's marks leaves it to do its
 * work.
 */
export class Guardian {
  readonly #pipe: Socket | undefined
  readonly #watched = new Map<number, string>()
  readonly #leaves = new Set<string>()
  readonly #engines = new Set<string>()

  /**
   * @param ownerId - the part of the marks before the colon
   * @param folder - is removed when nothing is left that could use it
   * @param kept - is removed then as well, unless its keeper still lives
   */
  constructor(ownerId: string, folder: string, kept?: KeptFolder) {
    if (process.platform === 'win32') return // no sh; a job object would need a native addon
    const { pid = '', startTime = '' } = kept?.keeper ?? {}
    const args = [ownerId, folder, kept?.folder ?? '', String(pid), startTime]
    const guardian = spawn('/bin/sh', ['-c', guardianScript, title, ...args], {
      cwd: '/',
      detached: true,
      // The environment of the program must not hide the tools that it needs.
      env: { PATH: [process.env['PATH'], '/usr/bin', '/bin'].filter(Boolean).join(':') },
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    // Without a guardian there is one safety net less; the start continues.
    guardian.on('error', () => undefined)
    guardian.stdin?.on('error', () => undefined)
    guardian.unref()
    this.#pipe = guardian.stdin as Socket
    this.#pipe?.unref()
  }

  /** Reports a process, which will be killed first, even if little can be read about it. */
  watch({ pid, startTime, session, leaves = [] }: Guarded): void {
    if (!processTable.seesSessions || startTime === '') return
    for (const name of leaves) if (!this.#leaves.has(name)) this.#tell(`= ${name}`)
    for (const name of leaves) this.#leaves.add(name)
    const text = `${pid}:${startTime}:${session}`
    this.#watched.set(pid, text)
    this.#tell(`+ ${text}`)
  }

  /**
   * Reports something that an engine of containers holds for this owner, and labels with its id.
   *
   * @param engine - the command line of the engine, as words of the shell on one line
   * @returns reports that it is removed
   */
  watchEngine(engine: string, name: string): () => void {
    if (!this.#engines.has(engine)) this.#tell(`! ${engine}`)
    this.#engines.add(engine)
    this.#tell(`> ${name}`)
    return () => this.#tell(`< ${name}`)
  }

  /** Reports that a process has ended. */
  forget({ pid, startTime }: ProcessIdentity): void {
    const text = this.#watched.get(pid)
    if (!text?.startsWith(`${pid}:${startTime}:`)) return
    this.#watched.delete(pid)
    this.#tell(`- ${text}`)
  }

  #tell(line: string): void {
    if (this.#pipe?.writable) this.#pipe.write(`${line}\n`)
  }
}

/** The owner whose guardian a process is. */
export function findGuardedOwner(state: Pick<ProcessState, 'pid'>): string | undefined {
  return new RegExp(` ${title} ([0-9a-f]+) `).exec(processTable.readCommand(state))?.[1]
}
