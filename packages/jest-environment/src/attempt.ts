import { addInnermostCause, PrintedLines, type ProcessFailure } from '@mirakuru/core/client'
import { ProcessCrashedError } from '@mirakuru/core/errors'
import type { Circus } from '@jest/types'
import { addFault, addToErrors, readError } from './add-to-errors.js'
import { listBlocks } from './enabled-tests.js'
import { dropRepeated, releaseAll, type Occasion, type Owner, type Use } from './use.js'
import { Watch } from './watch.js'

/** One attempt of a test, with the processes that it can use. */
export class Attempt {
  readonly #test: Circus.TestEntry
  readonly #uses: readonly Use[]
  readonly #printed = new PrintedLines()
  #watch: Watch | undefined

  constructor(test: Circus.TestEntry, uses: readonly Use[]) {
    this.#test = test
    this.#uses = uses
  }

  /** Starts its own processes. What is missing makes it fail before it has begun. */
  async begin(occasion: Occasion): Promise<void> {
    const test = this.#test
    if (test.concurrent) this.#own.forEach((use) => use.refuse(describeConcurrency(use)))
    else await Promise.all(this.#own.map((use) => use.start(occasion)))
    this.#watch = new Watch(this.#uses, (use, failure) => use.tell(failure, nameTest(test)))
    const problems = await Promise.all(
      this.#uses.map(async (use) => {
        const isRetried = test.invocations > 1 && use.scope !== 'test'
        return (await use.recover(isRetried ? occasion : undefined)) ?? use.beginUse()
      }),
    )
    const failures = dropRepeated(problems.filter((each) => each !== undefined))
    // Before what hooks complained about, for it is the reason; they may have met these very errors.
    const messages = new Set<unknown>(failures.map(({ message }) => message))
    const others = test.errors.filter((error) => !messages.has(readError(error)?.message))
    test.errors = [...failures, ...others]
  }

  /** Runs its body, or a hook that belongs to it, no longer than a moment after a crash. */
  run(body: () => unknown, options: { readonly cleansUp: boolean }): unknown {
    return this.#watch === undefined ? body() : this.#watch.run(body, options)
  }

  /** Gives its own processes back, and adds to its errors what they do not tell. */
  async end(): Promise<void> {
    const test = this.#test
    this.#watch?.stop()
    await Promise.all(this.#uses.map((use) => use.endUse()))
    let failure = this.#watch?.failure
    if (failure !== undefined || test.errors.length > 0) await this.#collect()
    if (!test.concurrent)
      for (const fault of await releaseAll(this.#own, this.#describeOwner())) {
        if (fault instanceof ProcessCrashedError) failure ??= fault
        else addFault(test, fault)
      }
    if (failure !== undefined) this.#blame(failure)
    if (test.errors.length === 0) return
    await this.#collect()
    addToErrors(test, (errors) => this.#printed.describeBeside(errors))
  }

  /** An attempt that is repeated has failed already. */
  #describeOwner(): Owner {
    const test = this.#test
    const { invocations } = test
    const fail = (error: Error): void => {
      if (test.invocations === invocations) addFault(test, error)
    }
    return { name: nameTest(test), fail }
  }

  get #own(): readonly Use[] {
    return this.#uses.filter(({ scope }) => scope === 'test')
  }

  async #collect(): Promise<void> {
    await Promise.all(this.#uses.map((use) => use.collect(this.#printed)))
  }

  #blame(failure: ProcessFailure): void {
    const { errors } = this.#test
    if (!addInnermostCause(readError(errors.at(-1)), failure)) errors.push(failure)
  }
}

/** As Jest prints it. */
function nameTest(test: Circus.TestEntry): string {
  const [, ...blocks] = listBlocks(test).map(({ name }) => name)
  return [...blocks, test.name].join(' › ')
}

function describeConcurrency({ label }: Use): string {
  return (
    `"${label}" cannot be a process of its own for test.concurrent: useProcess() with scope "test" cannot tell tests apart ` +
    'that run at the same moment; use test(), or scope "file"'
  )
}
