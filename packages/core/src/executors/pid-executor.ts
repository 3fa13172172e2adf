import { readFileSync, type Stats } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command, ExecutorKind, PidOptions } from '../declaration/index.js'
import type { Holder } from '../errors/index.js'
import { describeHolder, identify, isAlive, isUnused, type LiveProcess } from '../process/index.js'
import { FileCheck, watchFile } from '../readiness/index.js'
import { Executor } from './executor.js'
import type { Goal } from '../lifecycle/index.js'
import { removeStale } from './remove-stale.js'

/** Bytes, whitespace included. */
const longestPid = 64

/**
 * Waits until a file exists, such as the pid file that a daemon writes when it is ready.
 *
 * @example
 * ```ts
 * const daemon = new PidExecutor('mydaemon --pid-file {tmp}/pid', { filename: '{tmp}/pid' })
 * await daemon.start()
 * ```
 */
export class PidExecutor extends Executor {
  static override readonly kind: ExecutorKind = 'pid'
  #file: FileCheck | undefined
  /** The path that the latest process of this executor had to write its file to. */
  #written: string | undefined

  /** @throws {@link DeclarationError} that lists every problem of command and options */
  constructor(command: Command, options: PidOptions) {
    super(command, options)
  }

  override async preStartCheck(): Promise<boolean> {
    const path = this.#path
    if (!(await new FileCheck(path).exists())) return false
    // A file that exists already cannot appear, and many daemons refuse to start.
    if (removeStale({ path, uid: this.resolved.uid, isStale: namesDeadProcess })) return false
    if (this.#written !== path || this.findHolder() !== undefined) return true
    await rm(path) // written by an earlier start of this executor
    return false
  }

  override async afterStartCheck(): Promise<boolean> {
    return this.#file !== undefined && this.judge(await this.#file.attempt())
  }

  protected override onLaunched(_process: LiveProcess): void {
    this.#file = new FileCheck(this.#path)
    this.#written = this.#path
  }

  protected override watch(_process: LiveProcess, wake: () => void): (() => void) | undefined {
    return watchFile(this.#path, wake)
  }

  protected override describeGoal(): Goal {
    return {
      target: this.#path,
      infinitive: `create ${this.#path}`,
      gerund: `creating ${this.#path}`,
      taken: `${this.#path} already exists (remove it if its process has ended)`,
    }
  }

  /** The process whose pid is in the file. A file of a dead process still prevents the start, but has no holder. */
  protected override findHolder(): Holder | undefined {
    const identity = identify(readPid(this.#path))
    return identity !== undefined && isAlive(identity) ? describeHolder(identity.pid) : undefined
  }

  /** A relative path is resolved against the working directory of the process. */
  get #path(): string {
    return resolve(this.resolved.cwd, this.resolved.filename ?? '')
  }
}

/** Whether it is a file that contains only the pid of a process that has ended. */
function namesDeadProcess(place: string, stats: Stats): boolean {
  if (!stats.isFile() || stats.size > longestPid) return false
  const pid = Number(/^\s*([1-9]\d*)\s*$/.exec(readFileSync(place, 'utf8'))?.[1])
  return pid > 0 && isUnused(pid)
}

/** 0, which is no pid, when the file contains no number. */
function readPid(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').trim()) || 0
  } catch {
    return 0 // a folder, or removed by now
  }
}
