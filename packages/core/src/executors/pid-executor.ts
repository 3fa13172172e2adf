import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command, ExecutorKind, PidOptions } from '../declaration/options.js'
import type { Holder } from '../errors/index.js'
import { describeHolder, identify, isAlive, type LiveProcess } from '../process/index.js'
import { FileCheck, watchFile } from '../readiness/index.js'
import { Executor } from './executor.js'
import type { Goal } from './goal.js'

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
    const isInTheWay = await new FileCheck(this.#path).exists()
    if (!isInTheWay || this.#written !== this.#path || this.findHolder() !== undefined)
      return isInTheWay
    // What an earlier run of this executor left when it was killed; while it is there nothing could be seen to appear.
    await rm(this.#path)
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

/** 0, which no process has, when the file holds no number. */
function readPid(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').trim()) || 0
  } catch {
    return 0 // a folder, or removed meanwhile
  }
}
