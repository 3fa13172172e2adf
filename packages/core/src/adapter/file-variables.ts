import { readValues } from '../client/index.js'
import {
  fillPlaceholders,
  findVariableProblems,
  listReferenced,
  type Variables,
} from '../declaration/index.js'
import { DeclarationError } from '../errors/index.js'
import { joinErrors } from './join-errors.js'
import type { ProcessUse } from './process-use.js'
import type { Block } from './use-target.js'
import { withoutCalls } from './without-calls.js'

/** The variables of a process, or of the tests in it. */
export type Environment = Record<string, string | undefined>

/** What the variables of a file need of it. */
export interface VariablesFile {
  /** What a name of the block means. */
  use(name: string): ProcessUse
  hold(use: ProcessUse): Promise<void>
  release(use: ProcessUse): Promise<unknown>
}

/**
 * The variables that a configuration sets for a test file, with the processes whose values they contain. Those are held
 * for the file.
 */
export class FileVariables {
  readonly #block: Block
  readonly #file: VariablesFile
  readonly #undo: (() => void)[] = []
  #uses: readonly ProcessUse[] = []

  constructor(block: Block, file: VariablesFile) {
    this.#block = block
    this.#file = file
  }

  /** What {@link set} has started. */
  get uses(): readonly ProcessUse[] {
    return this.#uses
  }

  /**
   * Starts the processes that they name, and sets them.
   *
   * @param environments - where they are set
   * @throws DeclarationError that lists everything that is wrong with them; else what could not be started. Nothing is
   * held then, and nothing set.
   */
  async set(...environments: Environment[]): Promise<void> {
    const { env = {}, fault } = this.#block
    this.#check()
    const texts = Object.entries(env)
    const names = listReferenced(texts.map(([, text]) => text ?? ''))
    // What is missing may be what is wrong with the block.
    if (fault !== undefined && names.length > 0) throw fault
    this.#uses = names.map((name) => this.#file.use(name))
    await this.#start()
    const values = this.#readValues()
    for (const environment of environments)
      for (const [name, text] of texts) this.#assign(environment, name, fill(text, values))
  }

  /** Every variable is what it was before, whatever tests have made of it. */
  takeBack(): void {
    for (const undo of this.#undo.splice(0).toReversed()) undo()
  }

  #check(): void {
    const { env, processes, fault } = this.#block
    const problems = fault === undefined ? findVariableProblems(env, processes) : []
    if (problems.length > 0) throw withoutCalls(new DeclarationError('env', problems))
  }

  async #start(): Promise<void> {
    const uses = this.#uses
    const started = await Promise.allSettled(uses.map((use) => this.#file.hold(use)))
    const reasons = started.map((each) => (each.status === 'rejected' ? each.reason : undefined))
    const failure = joinErrors(this.#explain(reasons as (Error | undefined)[]), 'cannot be used')
    if (failure === undefined) return
    this.#uses = []
    await Promise.allSettled(uses.map((use) => this.#file.release(use)))
    throw failure
  }

  /**
   * Says for which variables a process was needed: no line of a test does. What cannot start without another fails for
   * the same reason, which is told once.
   */
  #explain(reasons: readonly (Error | undefined)[]): readonly Error[] {
    const failures = new Map<string, { error: Error; readonly keys: string[] }>()
    for (const [index, error] of reasons.entries()) {
      if (error === undefined) continue
      const [headline = ''] = error.message.split('\n', 1)
      const failure = failures.get(headline) ?? { error, keys: [] }
      failures.set(headline, failure)
      failure.keys.push(this.#uses[index]?.target.key ?? '')
      // The others have lines about what needed it.
      if (error.message.length < failure.error.message.length) failure.error = error
    }
    return [...failures.values()].map(({ error, keys }) => this.#nameVariables(error, keys))
  }

  #nameVariables(error: Error, keys: readonly string[]): Error {
    const { message, stack } = error
    const names = Object.entries(this.#block.env ?? {})
      .filter(([, text]) => listReferenced([text ?? '']).some((key) => keys.includes(key)))
      .map(([name]) => name)
    const [headline, ...facts] = message.split('\n')
    const hint = `  "env" of the configuration needs it for ${names.join(', ')}`
    error.message = [headline, hint, ...facts].join('\n')
    const value = stack?.replace(message, () => error.message)
    return Object.defineProperty(error, 'stack', { value, configurable: true, writable: true })
  }

  #readValues(): ReadonlyMap<string, string> {
    return new Map(
      this.#uses.flatMap(({ target: { key }, held }) =>
        held === undefined
          ? []
          : [...readValues(held)].map(([member, value]) => [`${key}.${member}`, value] as const),
      ),
    )
  }

  #assign(environment: Environment, name: string, value: string | undefined): void {
    const before = environment[name]
    this.#undo.push(() => assign(environment, name, before))
    assign(environment, name, value)
  }
}

function fill(text: Variables[string], values: ReadonlyMap<string, string>): string | undefined {
  // A process may have no value that its kind can have: a group of its banner that did not match.
  return text === null || text === undefined
    ? undefined
    : fillPlaceholders(text, (name) => values.get(name) ?? '')
}

/** `process.env` makes a text of `undefined`. */
function assign(environment: Environment, name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(environment, name)
  else environment[name] = value
}
