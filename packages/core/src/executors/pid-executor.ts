import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command, ExecutorKind, PidOptions } from '../declaration/options.js'
import type { Holder } from '../errors/index.js'
import { describeHolder, identify, isAlive, type LiveProcess } from '../process/index.js'
import { FileCheck } from '../readiness/index.js'
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

  /** @throws {@link DeclarationError} that lists everything that is wrong with command and options */
  constructor(command: Command, options: PidOptions) {
    super(command, options)
  }

  override async preStartCheck(): Promise<boolean> {
    return new FileCheck(this.#path).exists()
  }

  override async afterStartCheck(): Promise<boolean> {
    return this.#file !== undefined && this.judge(await this.#file.attempt())
  }

  protected override onLaunched(_process: LiveProcess): void {
    this.#file = new FileCheck(this.#path)
  }

  protected override describeGoal(): Goal {
    return {
      target: this.#path,
      infinitive: `create ${this.#path}`,
      gerund: `creating ${this.#path}`,
    }
  }

  /** The process whose pid is in the file; a file of a dead process is still in the way, but has no holder. */
  protected override findHolder(): Holder | undefined {
    const identity = identify(Number(readFileSync(this.#path, 'utf8').trim()) || 0)
    return identity !== undefined && isAlive(identity) ? describeHolder(identity.pid) : undefined
  }

  /** A relative path is the process's, so it starts in its folder. */
  get #path(): string {
    return resolve(this.resolved.cwd, this.resolved.filename ?? '')
  }
}
