import type { ExecutorKind, ParsedOptions } from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import { redact } from '../internal/redact.js'
import type { Launched, LentProcess, ReadinessStep } from '../lifecycle/index.js'
import { listCommonSteps } from './common-steps.js'
import { Part } from './part.js'
import { ServerWatch } from './server-watch.js'
import { TcpExecutor } from './tcp-executor.js'

/**
 * A server that runs already: it is waited for, watched, and never started or ended. Made by `createExecutor()` from a
 * declaration of `externalServer()`.
 */
export class ExternalExecutor extends TcpExecutor {
  static override readonly kind: ExecutorKind = 'external'

  constructor(options: ParsedOptions) {
    super([], options)
  }

  /** Not possible: it belongs to somebody else. */
  override async stop(): Promise<this> {
    throw this.#refuse('stop')
  }

  /** Not possible: it belongs to somebody else. */
  override async kill(): Promise<this> {
    throw this.#refuse('kill')
  }

  /** Not possible: it belongs to somebody else. */
  override async stopped<T>(_fn: () => T | PromiseLike<T>): Promise<T> {
    throw this.#refuse('stop')
  }

  /** Not possible: it belongs to somebody else. */
  override async restart(): Promise<this> {
    throw this.#refuse('restart')
  }

  /** Not possible: it belongs to somebody else. */
  override async pause(): Promise<this> {
    throw this.#refuse('pause')
  }

  /** Not possible: it belongs to somebody else. */
  override async resume(): Promise<this> {
    throw this.#refuse('resume')
  }

  /** Ends the watch; the server goes on. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.life.stop({})
  }

  protected override async assertAlone(): Promise<void> {}

  protected override async launch(): Promise<Launched> {
    const steps = [
      { goal: this.describeGoal(), attempt: (signal: AbortSignal) => this.connect(signal) },
      ...listCommonSteps(this.resolved),
    ]
    return this.#describe(steps)
  }

  /** It has been waited for. */
  protected override adopt({ found }: LentProcess): Launched {
    this.onFound(found)
    const launched = this.#describe([])
    launched.onReady()
    return launched
  }

  /** It is watched once it is ready. */
  #describe(steps: readonly ReadinessStep[]): Launched & { readonly onReady: () => void } {
    let watch: ServerWatch | undefined
    const process = new Part({ isThere: () => true, remove: async () => watch?.end() })
    return {
      process,
      steps,
      onReady: () => {
        const { host, port } = this
        watch = new ServerWatch({ host, port }, () => process.finish({ code: null, signal: null }))
      },
    }
  }

  #refuse(action: string): ExecutorError {
    const where = redact(this.url)
    return new ExecutorError(
      `Cannot ${action} "${this.name}": it is the server at ${where}, which was not started here`,
    )
  }
}
