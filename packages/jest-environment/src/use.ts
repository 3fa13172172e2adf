import {
  deferHandle,
  HeldProcess,
  tellFailure,
  type Client,
  type Handle,
  type PrintedLines,
  type ProcessFailure,
} from '@mirakuru/core/client'
import { ExecutorError, ProcessCrashedError } from '@mirakuru/core/errors'
import {
  describeUnknownName,
  findMisuse,
  listReferences,
  type Declaration,
  type Scope,
} from '@mirakuru/core/declaration'
import { toPlain, type Block } from './block.js'
import { endLater } from './later-ends.js'
import { shieldFrames } from './shield-frames.js'

/** What is asked for by one call of `useProcess()`. */
export interface UseRequest {
  /** A name, or a declaration. */
  readonly wanted: unknown
  readonly block: Block
  /** Another for every use in a file. */
  readonly number: number
  /** Has the stack of the call. It is read only where it is shown, for Node and Jest take a millisecond to write it down. */
  readonly place: { readonly stack?: string }
}

/** On whose behalf, and in which surroundings a process is started. */
export interface Occasion {
  readonly client: Client
  readonly units: Readonly<Record<'test' | 'file', string>>
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The test that a process was for. */
export interface Owner {
  readonly name: string
  /** Takes an error that shows when the test is over. */
  readonly fail: (error: Error) => void
}

/** One call of `useProcess()`, and the process that it holds at the moment. */
export class Use {
  readonly handle: Handle
  readonly #request: UseRequest
  readonly #wish: Wish
  #held: HeldProcess | undefined
  #failure: Error | undefined

  constructor(request: UseRequest) {
    this.#request = request
    this.#wish = describeWish(request)
    const when = `useProcess() starts it before ${this.scope === 'test' ? 'each test' : 'the tests of its describe block'}; use it in a test or a hook`
    this.handle = deferHandle({ name: this.label, when }, () => {
      if (this.#failure !== undefined) throw this.#failure
      return this.#held
    })
  }

  get scope(): Scope {
    return this.#wish.scope
  }

  /** How messages call the process. */
  get label(): string {
    return this.#wish.label
  }

  /** Why it could not be started the last time. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Starts the process; a failure is kept for the tests that need it. */
  async start({ client, units, environment }: Occasion): Promise<void> {
    this.#failure = undefined
    const { processes, key, folder, instance, problem } = this.#wish
    const request = { processes, name: key, folder, instance, units, environment }
    const held = new HeldProcess(client, request)
    try {
      if (problem !== undefined) throw problem
      await held.start()
      this.#held = held
      if (this.scope === 'test') return
      // Before hooks prepare it for the tests.
      await held.beginUse()
      await held.endUse(false)
    } catch (error) {
      this.#failure = this.place(
        error instanceof ProcessCrashedError ? tellFailure(error, undefined) : (error as Error),
      )
    }
  }

  /** Makes an error that tells why a test cannot have a process. */
  refuse(reason: string): void {
    this.#failure = this.place(new ExecutorError(reason))
  }

  /** Calls `listener` when the process crashes and that matters, or is lost, until the returned function is called. */
  whenFailed(listener: (failure: ProcessFailure) => void): () => void {
    return this.#held?.whenFailed(listener) ?? ((): void => undefined)
  }

  /** Starts the process again if it has crashed and that is declared to be what follows; says why that fails. */
  async restart(): Promise<Error | undefined> {
    const held = this.#held
    if (held?.failure === undefined || held.failure !== held.crash || held.onCrash !== 'restart')
      return undefined
    try {
      await held.start()
      this.#failure = undefined
      return undefined
    } catch (error) {
      return this.place(error as Error)
    }
  }

  /**
   * Why a test that begins cannot have the process: it could not be started, has crashed and stays as it is, or is lost.
   *
   * @param occasion - for a test that is retried: what could not be started is started anew
   */
  async recover(occasion: Occasion | undefined): Promise<Error | undefined> {
    if (this.#held === undefined && occasion !== undefined) await this.start(occasion)
    const problem = await this.restart()
    const failure = this.#held?.failure
    if (problem !== undefined || failure === undefined) return problem ?? this.#failure
    return this.tell(failure, undefined)
  }

  /** A test begins to use the process, which is reset if an earlier one has. */
  async beginUse(): Promise<Error | undefined> {
    if (this.scope === 'test') return undefined
    try {
      await this.#held?.beginUse()
      return undefined
    } catch (error) {
      return this.place(error as Error)
    }
  }

  /** That test is over. */
  async endUse(): Promise<void> {
    if (this.scope !== 'test') await this.#held?.endUse(true).catch(() => undefined) // it may be gone
  }

  /**
   * A crash of the process, or its loss, as it is told by a test; from here on somebody knows of it.
   *
   * @param test - the one that ran; `undefined` when none did
   */
  tell(failure: ProcessFailure, test: string | undefined, when?: string): ProcessFailure {
    this.#held?.acknowledgeCrash().catch(() => undefined)
    return this.place(tellFailure(failure, test, when))
  }

  /** Remembers what the process printed. */
  async collect(printed: PrintedLines): Promise<void> {
    if (this.#held !== undefined) await printed.collect(this.#held)
  }

  /** Gives the process back; says how it ended, where that was not asked for. */
  async release(owner: Owner | undefined): Promise<Error | undefined> {
    const held = this.#held
    this.#held = undefined
    this.#failure = undefined
    try {
      const lease = await held?.release({ waits: owner === undefined })
      if (lease !== undefined && owner !== undefined)
        endLater(lease, (error) => owner.fail(this.#describeEnd(error, owner)))
      return undefined
    } catch (error) {
      return this.#describeEnd(error as Error, owner)
    }
  }

  #describeEnd(error: Error, owner: Owner | undefined): Error {
    if (!(error instanceof ProcessCrashedError)) return this.place(error)
    const when = owner === undefined ? 'during this test or after it' : undefined
    return this.tell(error, owner?.name, when)
  }

  /** The same error, with another stack: the line that asked for the process says more than those that started it. */
  place<E extends Error>(error: E): E {
    const [, ...calls] = (this.#request.place.stack ?? '').split('\n')
    error.message = shieldFrames(error.message)
    const stack = [`${error.name}: ${error.message}`, ...calls].join('\n')
    return Object.defineProperty(error, 'stack', {
      value: stack,
      configurable: true,
      writable: true,
    })
  }
}

/**
 * Gives the processes of several uses back.
 *
 * @param owner - the test that ran until now, if they were for one
 * @returns how they ended, where that was not asked for
 */
export async function releaseAll(
  uses: readonly Use[],
  owner: Owner | undefined,
): Promise<readonly Error[]> {
  const faults = await Promise.all(uses.map((use) => use.release(owner)))
  return dropRepeated(faults.filter((fault) => fault !== undefined))
}

/** Of several uses that fail for one reason. */
export function dropRepeated(errors: readonly Error[]): readonly Error[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()]
}

interface Wish {
  readonly processes: Block['processes']
  readonly key: string
  readonly label: string
  readonly scope: Scope
  readonly folder: string
  /** What makes it another than one that is declared alike; processes of the block are shared. */
  readonly instance: string | undefined
  readonly problem: Error | undefined
}

function describeWish({ wanted, block, number }: UseRequest): Wish {
  const { folder, processes } = block
  if (typeof wanted === 'string') {
    const declaration = Object.hasOwn(processes, wanted) ? processes[wanted] : undefined
    const { name: label = wanted, scope = 'run' } = declaration ?? {}
    const problem = declaration === undefined ? describeUnknown(wanted, block) : undefined
    return { processes, key: wanted, label, scope, folder, instance: undefined, problem }
  }
  const key = ''
  const given = toPlain(Object(wanted) as Declaration, folder)
  const declaration = { scope: 'file', ...given } as Declaration
  const { scope = 'file', name, executor } = declaration
  const label = name ?? `${executor} executor`
  const own = { [key]: declaration }
  // One that refers to no other need not care what is wrong with them.
  const isAlone = listReferences(declaration).length === 0
  const all = isAlone ? own : { ...processes, ...own }
  const problem = findMisuse(wanted)
  return { processes: all, key, label, scope, folder, instance: ` ${number}`, problem }
}

function describeUnknown(name: string, { processes, fault }: Block): Error {
  const advice = `add ${name} to testEnvironmentOptions.processes in the Jest configuration`
  return fault ?? describeUnknownName(name, Object.keys(processes), advice)
}
