import {
  createExecutor,
  Executor,
  SimpleExecutor,
  type Declaration,
  type Exit,
} from '../../src/index.js'
import { owner } from '../../src/process/owner.js'
import { findMarked, type Snapshot } from '../support/processes.js'
import type { Subject } from './subjects.js'

type Awaitable<T> = T | Promise<T>

/** What the contract asks of an executor, whichever process it lives in. */
export interface ContractExecutor extends AsyncDisposable {
  start(options?: { signal?: AbortSignal }): Promise<unknown>
  stop(options?: { signal?: NodeJS.Signals; expectedExitCode?: number }): Promise<unknown>
  kill(options?: { signal?: NodeJS.Signals; wait?: boolean }): Promise<unknown>
  restart(): Promise<unknown>
  stopped<T>(fn: () => T | PromiseLike<T>): Promise<T>
  pause(): Promise<unknown>
  resume(): Promise<unknown>
  running(): Awaitable<boolean>
  output(): Awaitable<string>
  errOutput(): Awaitable<string>
  log(): Awaitable<string>
  waitForOutput(pattern: RegExp, options?: { timeout?: number }): Promise<readonly string[]>
  waitFor(check: () => boolean | Promise<boolean>, options?: { timeout?: number }): Promise<unknown>
  readonly pid: number | undefined
  readonly exit: Exit | undefined
  readonly port: number | undefined
  readonly tmp: string | undefined
}

/** A way to have executors: in this process, or somewhere else. */
export interface Driver {
  create(subject: Subject): ContractExecutor
  /** Every living process that was started through it. */
  listProcesses(): Snapshot[]
}

/** Executors in this very process. */
export const inProcess: Driver = {
  create: ({ kind, command, options }) =>
    kind === 'custom'
      ? new SaysReadyExecutor(command, options)
      : createExecutor({ executor: kind, command, ...options } as Declaration),
  listProcesses: () => findMarked(owner.id),
}

/** As a user would write one. */
class SaysReadyExecutor extends Executor {
  static override readonly kind = SimpleExecutor.kind

  override async preStartCheck(): Promise<boolean> {
    return false
  }

  override async afterStartCheck(): Promise<boolean> {
    return this.output().includes('ready')
  }
}
