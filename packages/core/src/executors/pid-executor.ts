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

/** With room for blanks. Bytes. */
const longestPid = 64

/**
 * Waits until a file exists, as daemons write one with their pid when they are up.
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
  /** Where the latest process of this executor was to write its file. */
  #written: string | undefined

  /** @throws {@link DeclarationError} that lists everything that is wrong with command and options */
  constructor(command: Command, options: PidOptions) {
    super(command, options)
  }

  override async preStartCheck(): Promise<boolean> {
    const path = this.#path
    if (!(await new FileCheck(path).exists())) return false
    // While it is there nothing could be seen to appear, and many a daemon refuses to start.
    if (removeStale({ path, uid: this.resolved.uid, isStale: namesDeadProcess })) return false
    if (this.#written !== path || this.findHolder() !== undefined) return true
    await rm(path) // whatever an earlier run of this executor had written there
    return false
  }

  override async afterStartCheck(): Promise<boolean> {
    return this.#file !== undefined && this.judge(await this.#file.attempt())
  }

  protected override onLaunched(_process: LiveProcess): void {
    this.#file = new FileCheck(this.#path)
    this.#written = this.#path
  }

  protected override watch(wake: () => void): (() => void) | undefined {
    return watchFile(this.#path, wake)
  }

  protected override describeGoal(): Goal {
    return {
      target: this.#path,
      infinitive: `create ${this.#path}`,
      gerund: `creating ${this.#path}`,
      taken: `${this.#path} exists already (of a process that is gone? then remove it)`,
    }
  }

  /** The process whose pid is in the file; a file of a dead process is still in the way, but has no holder. */
  protected override findHolder(): Holder | undefined {
    const identity = identify(readPid(this.#path))
    return identity !== undefined && isAlive(identity) ? describeHolder(identity.pid) : undefined
  }

  /** A relative path is the process's, so it starts in its folder. */
  get #path(): string {
    return resolve(this.resolved.cwd, this.resolved.filename ?? '')
  }
}

/** Whether it is a file that holds nothing but the pid of a process that is gone. */
function namesDeadProcess(place: string, stats: Stats): boolean {
  if (!stats.isFile() || stats.size > longestPid) return false
  const pid = Number(/^\s*([1-9]\d*)\s*$/.exec(readFileSync(place, 'utf8'))?.[1])
  return pid > 0 && isUnused(pid)
}

/** 0, which no process has, when the file holds no number. */
function readPid(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').trim()) || 0
  } catch {
    return 0 // a folder, or removed meanwhile
  }
}
