import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { guardianScript } from './guardian-script.js'
import type { ProcessIdentity } from './identity.js'
import { processTable } from './system-table.js'
import type { ProcessState } from './table.js'

const title = 'mirakuru-guardian'

/** A folder that somebody else needs as long as that one lives. */
export interface KeptFolder {
  readonly folder: string
  readonly keeper: ProcessIdentity
}

/** A process that a guardian is told of. */
export interface Guarded extends ProcessIdentity {
  /** The session that ends with it; 0 for none. Negative where programs that are left alone are spared in it. */
  readonly session: number
  /** Names of programs that are left alone. */
  readonly leaves?: readonly string[]
}

/**
 * The guardian of this Node process: a small `sh` of about 1.7 MiB, in a session of its own, so that what kills the owner's
 * group or terminal does not kill it. It carries no mark, so that sweeping a marked owner leaves it to do its work.
 */
export class Guardian {
  readonly #pipe: Socket | undefined
  readonly #watched = new Map<number, string>()
  readonly #leaves = new Set<string>()

  /**
   * @param ownerId - the part of the marks before the colon
   * @param folder - what is removed when nothing is left that could use it
   * @param kept - what is removed then as well, unless its keeper still lives
   */
  constructor(ownerId: string, folder: string, kept?: KeptFolder) {
    if (process.platform === 'win32') return // no sh; a job object would need a native addon
    const { pid = '', startTime = '' } = kept?.keeper ?? {}
    const args = [ownerId, folder, kept?.folder ?? '', String(pid), startTime]
    const guardian = spawn('/bin/sh', ['-c', guardianScript, title, ...args], {
      cwd: '/',
      detached: true,
      // The tools it needs are not for the program to take away.
      env: { PATH: [process.env['PATH'], '/usr/bin', '/bin'].filter(Boolean).join(':') },
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    // Without a guardian there is one safety net less; that is no reason to refuse the start.
    guardian.on('error', () => undefined)
    guardian.stdin?.on('error', () => undefined)
    guardian.unref()
    this.#pipe = guardian.stdin as Socket
    this.#pipe?.unref()
  }

  /** It will be killed first, however little can be seen of it. */
  watch({ pid, startTime, session, leaves = [] }: Guarded): void {
    if (!processTable.seesSessions || startTime === '') return
    for (const name of leaves) if (!this.#leaves.has(name)) this.#tell(`= ${name}`)
    for (const name of leaves) this.#leaves.add(name)
    const text = `${pid}:${startTime}:${session}`
    this.#watched.set(pid, text)
    this.#tell(`+ ${text}`)
  }

  /** It is gone. */
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

/** Of which owner a process is the guardian. */
export function findGuardedOwner(state: Pick<ProcessState, 'pid'>): string | undefined {
  return new RegExp(` ${title} ([0-9a-f]+) `).exec(processTable.readCommand(state))?.[1]
}
