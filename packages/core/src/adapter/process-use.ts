import {
  deferHandle,
  HeldProcess,
  tellFailure,
  type Client,
  type Handle,
  type HoldRequest,
  type PrintedLines,
  type ProcessFailure,
} from '../client/index.js'
import { nameSource, type Scope } from '../declaration/index.js'
import { ExecutorError, ProcessCrashedError } from '../errors/index.js'
import type { CallSite } from './call-site.js'
import type { UseTarget } from './use-target.js'

/** On whose behalf, and in which surroundings a process is started. */
export interface Occasion {
  readonly client: Client
  readonly units: Readonly<Record<'test' | 'file', string>>
  /** Where the tests have variables of their own. */
  readonly environment?: Pick<HoldRequest, 'environment'>
}

/** How a process is started. */
export interface StartOptions {
  /** Processes that are held already, by the names that the declaration has for them. */
  readonly bound?: Pick<HoldRequest, 'bound'>
  /** Starts it, where {@link HeldProcess.start} needs to be told more. */
  readonly start?: (held: HeldProcess) => Promise<unknown>
}

/** What a message says of a use that comes too early. */
function describeMoment(scope: Scope): string {
  const moment = scope === 'test' ? 'each test' : 'the first test'
  const others = scope === 'test' ? '' : `, ${early}`
  return `useProcess() starts it before ${moment} of its file or describe block; use it in a test or a hook${others}`
}

const early =
  'or await its start() first where modules can await; what modules read when they are loaded is set by "env" in the configuration'

type FailureListener = (failure: ProcessFailure) => void

/** A process that tests use, as one call asks for it: `useProcess()`, or the set-up of a fixture. */
export class ProcessUse {
  readonly target: UseTarget
  readonly callSite: CallSite
  readonly #listeners = new Set<FailureListener>()
  #early: HeldProcess | undefined
  #held: HeldProcess | undefined
  #starting: Promise<HeldProcess> | undefined
  #failure: Error | undefined

  constructor(target: UseTarget, callSite: CallSite) {
    this.target = target
    this.callSite = callSite
  }

  get scope(): Scope {
    return this.target.scope
  }

  /** How messages call the process. */
  get label(): string {
    return this.target.label
  }

  /** Whether the run has it as well, so that to give it back stops nothing. */
  get isShared(): boolean {
    return this.scope === 'run' || this.scope === 'worker'
  }

  /** What is held at the moment. */
  get held(): HeldProcess | undefined {
    return this.#held
  }

  /**
   * A handle that can be used as soon as the process is started.
   *
   * @param start - holds it before the first test, for a `start()` that comes that early; not of scope `test`
   * @param when - what a message says of a use that comes too early, or too late, where it is not the usual
   */
  createHandle(start: () => Promise<unknown>, when: string = describeMoment(this.scope)): Handle {
    const { scope } = this
    const { label: name, command } = this.target
    const line = command === undefined ? '' : `\n  command: ${command}`
    const deferred = deferHandle<Handle>({ name, when: `${when}${line}` }, () => {
      if (this.#failure !== undefined) throw this.#failure
      return this.#held
    })
    if (scope === 'test') return deferred
    const startEarly = async (): Promise<Handle> => {
      await start()
      return handle
    }
    const handle: Handle = new Proxy(deferred, {
      get: (target, property): unknown =>
        property === 'start' && this.#held === undefined
          ? startEarly
          : Reflect.get(target, property),
    })
    return handle
  }

  /** Begins to start it before it is needed; what is wrong shows when it is. */
  startEarly(occasion: Occasion): void {
    this.#early = this.#open(occasion, {})
    this.#early.start().catch(() => undefined)
  }

  /**
   * Starts the process, unless it is held already.
   *
   * @throws what failed, at the line that asked for it; {@link recover} tells later tests
   */
  async start(occasion: Occasion, options: StartOptions = {}): Promise<HeldProcess> {
    if (this.#held !== undefined) return this.#held
    this.#starting ??= this.#start(occasion, options).finally(() => {
      this.#starting = undefined
    })
    return this.#starting
  }

  /** Makes an error that tells why a test cannot have the process. */
  refuse(reason: string): void {
    this.#failure = this.callSite.mark(new ExecutorError(reason))
  }

  /** Calls `listener` when the process crashes and that matters, or is lost, until the returned function is called. */
  whenFailed(listener: FailureListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Starts the process again if it has crashed and that is declared to be what follows; says why that fails. */
  async restart(): Promise<Error | undefined> {
    const held = this.#held
    if (held?.failure === undefined || held.failure !== held.crash || held.onCrash !== 'restart')
      return undefined
    return this.#explain(async () => {
      await held.start()
      this.#failure = undefined
    })
  }

  /**
   * Why a test that begins cannot have the process: it could not be started, has crashed and stays as it is, or is lost.
   *
   * @param occasion - for a test that is retried: what could not be started is started anew
   */
  async recover(occasion: Occasion | undefined): Promise<Error | undefined> {
    if (this.#held === undefined && occasion !== undefined)
      await this.start(occasion).catch(() => undefined)
    const problem = await this.restart()
    const failure = this.#held?.failure
    if (problem !== undefined || failure === undefined) return problem ?? this.#failure
    return this.report(failure, undefined)
  }

  /** A test begins to use the process, which is reset if an earlier one has; says why that fails. */
  async beginUse(): Promise<Error | undefined> {
    return this.scope === 'test' ? undefined : this.#explain(() => this.#held?.beginUse())
  }

  /** That test is over. */
  async endUse(hasUsed: boolean): Promise<void> {
    if (this.scope !== 'test') await this.#held?.endUse(hasUsed).catch(() => undefined) // it may be gone
  }

  /**
   * A crash of the process, or its loss, as a test reports it; from here on somebody knows of it.
   *
   * @param test - the one that ran; `undefined` when none did
   * @param when - what is said of the moment
   */
  report(failure: ProcessFailure, test: string | undefined, when?: string): ProcessFailure {
    this.#held?.acknowledgeCrash().catch(() => undefined)
    return this.callSite.mark(tellFailure(failure, test, when))
  }

  /** How it ended although nobody had asked for that, as it is reported when it was given back. */
  describeExit(error: Error, test: string | undefined): Error {
    if (!(error instanceof ProcessCrashedError)) return this.callSite.mark(error)
    const when = test === undefined ? 'during the last test of its block, or after it' : undefined
    return this.report(error, test, when)
  }

  /** Remembers what the process printed. */
  async collect(printed: PrintedLines): Promise<void> {
    if (this.#held !== undefined) await printed.collect(this.#held)
  }

  /**
   * Gives the process back.
   *
   * @returns its lease, where it has ended without a fault so far
   * @throws how it ended, where that was not asked for
   */
  async release(options: { readonly waits: boolean }): Promise<string | undefined> {
    const held = this.#held
    this.#held = undefined
    this.#failure = undefined
    return held?.release(options)
  }

  async #start(occasion: Occasion, options: StartOptions): Promise<HeldProcess> {
    this.#failure = undefined
    const held = this.#early ?? this.#open(occasion, options)
    this.#early = undefined
    const { start = (each: HeldProcess) => each.start() } = options
    if (this.target.problem !== undefined) throw this.#fail(this.target.problem)
    try {
      await start(held)
      this.#held = held
      held.whenFailed((failure) => {
        if (this.#held === held) this.#listeners.forEach((listener) => listener(failure))
      })
      if (this.scope !== 'test') await prepare(held)
      return held
    } catch (error) {
      const isCrash = error instanceof ProcessCrashedError
      throw this.#fail(
        isCrash ? tellFailure(error, undefined) : nameSource(error as Error, this.target.source),
      )
    }
  }

  #open({ client, units, environment = {} }: Occasion, { bound = {} }: StartOptions): HeldProcess {
    const { processes, key: name, folder, instance } = this.target
    const request = { processes, name, folder, units, instance, ...bound, ...environment }
    return new HeldProcess(client, request)
  }

  #fail(error: Error): Error {
    this.#failure = this.callSite.mark(error)
    return this.#failure
  }

  async #explain(run: () => Promise<void> | undefined): Promise<Error | undefined> {
    try {
      await run()
      return undefined
    } catch (error) {
      return this.callSite.mark(error as Error)
    }
  }
}

/** Before hooks prepare it for the tests. */
async function prepare(held: HeldProcess): Promise<void> {
  await held.beginUse()
  await held.endUse(false)
}

/** Of several uses that fail for one reason. */
export function dropRepeated(errors: readonly (Error | undefined)[]): readonly Error[] {
  const found = errors.filter((error) => error !== undefined)
  return [...new Map(found.map((error) => [error.message, error])).values()]
}
