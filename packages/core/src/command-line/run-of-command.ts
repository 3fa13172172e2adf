import { Client, HeldProcess, nameRunner, Narrator, readValues } from '../client/index.js'
import type { Declaration } from '../declaration/index.js'
import { ExecutorError, type ProcessCrashedError } from '../errors/index.js'
import { after } from '../internal/clock.js'
import { paint } from '../internal/colours.js'
import { toPlainText } from '../internal/printable.js'
import { redactValues } from '../internal/redact.js'
import type { RunSummary } from '../protocol/index.js'
import {
  fillText,
  fillVariables,
  nameVariable,
  type CommandTexts,
  type Values,
} from './command-values.js'
import { exitCodes } from './exit-codes.js'
import { catchSignals, type ForwardedSignal } from './forwarded-signals.js'
import { printJsonLine, type Terminal } from './terminal.js'
import { toExitCode, UserCommand } from './user-command.js'

/** How long after a signal it is printed what the end waits for. Milliseconds. */
const reminderDelay = 1_000

/** The processes and the command of a run. */
export interface RunPlan extends CommandTexts {
  /** Declarations by name, each of scope `run`. */
  readonly processes: Readonly<Record<string, Declaration>>
  /** The names of those whose values the command gets. */
  readonly wanted: readonly string[]
  /** The names of their dependencies, which are held as well so that each crash is reported by itself. */
  readonly needed: readonly string[]
  /** The folder that a relative `cwd` is resolved against. */
  readonly folder: string
}

/** How the run is displayed. */
export interface RunDisplay {
  readonly terminal: Terminal
  readonly json: boolean
  readonly isVerbose: boolean
}

/** The run of one command: starts processes before it, and stops them after it. */
export class RunOfCommand {
  readonly #plan: RunPlan
  readonly #display: RunDisplay
  readonly #narrator: Narrator
  readonly #client: Client
  readonly #interruption = new AbortController()
  readonly #told = new Set<string>()
  /** Pending reactions to crashes. */
  readonly #reactions = new Set<Promise<void>>()
  #signal: ForwardedSignal | undefined
  #cancelReminder: (() => void) | undefined
  #command: UserCommand | undefined
  #hasFailed = false
  #isOver = false

  constructor(plan: RunPlan, display: RunDisplay) {
    this.#plan = plan
    this.#display = display
    // In a CI log, or while the command moves the cursor, no line can be rewritten.
    const isShared = process.env['CI'] !== undefined
    this.#narrator = new Narrator(display.terminal.err, { isShared })
    this.#client = new Client('root', display.json ? {} : this.#narrator)
  }

  /** Resolves with the exit code when all processes have ended. */
  async complete(): Promise<number> {
    nameRunner()
    const letSignalsThrough = catchSignals({
      asked: (signal, isKnown) => this.#onSignal(signal, isKnown),
      askedAgain: () => this.#endAtOnce(),
    })
    try {
      const code = await this.#attempt()
      return await this.#finish(code)
    } finally {
      letSignalsThrough()
      this.#cancelReminder?.()
      await this.#client.close()
    }
  }

  /** Errors are printed after the processes have ended. */
  async #attempt(): Promise<number> {
    try {
      const processes = await this.#startAll()
      return this.#signal === undefined
        ? await this.#runCommand(processes)
        : toExitCode(this.#signal)
    } catch (error) {
      if (this.#signal !== undefined) return toExitCode(this.#signal)
      if (this.#hasFailed) return exitCodes.failed
      this.#interruption.abort()
      // Without a supervisor there is no run to end: a request would start one.
      if (this.#client.isConnected) await this.#client.endRun().catch(() => undefined)
      this.#narrator.closeLine()
      throw error
    }
  }

  async #startAll(): Promise<HeldProcess[]> {
    if (this.#display.isVerbose) await this.#client.followOutput()
    const { wanted, needed } = this.#plan
    const held = [...wanted, ...needed].map((name) => this.#hold(name))
    const { signal } = this.#interruption
    await Promise.all(held.map((process) => process.start({ signal })))
    // A process that was ready first may have crashed since.
    while (this.#reactions.size > 0) await Promise.all(this.#reactions)
    signal.throwIfAborted()
    this.#narrator.closeLine()
    return held.slice(0, wanted.length)
  }

  #hold(name: string): HeldProcess {
    const { processes, folder } = this.#plan
    const units = { test: '', file: '' }
    const process = new HeldProcess(this.#client, { processes, name, folder, units })
    process.whenCrashed((error) => this.#noticeCrash(process, error))
    return process
  }

  async #runCommand(processes: readonly HeldProcess[]): Promise<number> {
    const described = processes.map((process) => [process.name, readValues(process)] as const)
    this.#tell('ready', {
      processes: Object.fromEntries(
        described.map(([name, values]) => [name, redactValues(Object.fromEntries(values))]),
      ),
    })
    const values = this.#listPlaceholders(described)
    const args = this.#plan.command.map((text) => fillText(text, values))
    const env = { ...this.#listVariables(described), ...fillVariables(this.#plan.env, values) }
    this.#command = new UserCommand({ args, env })
    const ended = await this.#command.ended
    const { stopped } = this.#command
    await stopped
    // After a stop its exit status says nothing, but the reason of the stop does.
    if (stopped !== undefined) return exitCodes.failed
    if (typeof ended === 'number') return ended
    const { code, message } = ended as NodeJS.ErrnoException
    this.#complain(
      `Cannot run "${args[0]}": ${code === 'ENOENT' ? 'there is no such program' : message}`,
    )
    return code === 'ENOENT' ? exitCodes.notFound : exitCodes.notExecutable
  }

  #listPlaceholders(described: Described): Values {
    const { wanted } = this.#plan
    return new Map(
      described.flatMap(([, values], index) => {
        const name = wanted[index] ?? ''
        const prefix = name === '' ? '' : `${name}.`
        return [...values].map(([member, value]) => [`${prefix}${member}`, value] as const)
      }),
    )
  }

  #listVariables(described: Described): Record<string, string | undefined> {
    const { MIRAKURU_RUNNER: _, ...env } = process.env // the children of the command have another runner
    const own = described.flatMap(([name, values]) =>
      [...values].map(([member, value]) => [nameVariable(name, member), value] as const),
    )
    return { ...env, ...Object.fromEntries(own) }
  }

  /** Ends the run, with a failure if a process crashed, even if the command succeeded. */
  async #finish(code: number): Promise<number> {
    this.#isOver = true
    this.#interruption.abort()
    const summary = await this.#endRun()
    if (summary !== undefined && !this.#display.json) this.#narrator.summarise(summary)
    const hasFailed = this.#hasFailed || (summary?.crashed ?? 0) > 0
    const exitCode = code === 0 && hasFailed ? exitCodes.failed : code
    this.#tell('ended', { exitCode, summary })
    return exitCode
  }

  async #endRun(): Promise<RunSummary | undefined> {
    try {
      if (this.#client.isConnected) {
        const { failure, ...summary } = await this.#client.endRun()
        if (failure !== undefined) this.#fail(failure)
        return summary
      }
      if (this.#signal === undefined)
        throw (await this.#client.findLoss()) ?? new ExecutorError('The run has ended already')
    } catch (error) {
      this.#fail(error as Error)
    }
    return undefined
  }

  #fail(error: Error): void {
    this.#hasFailed = true
    this.#complain(error.message)
  }

  #noticeCrash(process: HeldProcess, error: ProcessCrashedError): void {
    // The crash may be that of a dependency, which has its own `onCrash`.
    const hasEnded = process.exit !== undefined && process.pid === undefined
    if (!hasEnded) return
    const reaction = this.#onCrash(process, error).finally(() => this.#reactions.delete(reaction))
    this.#reactions.add(reaction)
  }

  async #onCrash(process: HeldProcess, error: ProcessCrashedError): Promise<void> {
    await process.acknowledgeCrash().catch(() => undefined)
    this.#complain(error.message)
    if (process.onCrash === 'restart' && (await this.#restart(process))) return
    this.#hasFailed = true
    this.#interruption.abort()
    await this.#command?.stop()
  }

  /** @returns whether it serves again, or need not because the run ends */
  async #restart(process: HeldProcess): Promise<boolean> {
    const { signal } = this.#interruption
    try {
      await process.start({ signal })
    } catch (error) {
      if (!signal.aborted) this.#complain((error as Error).message)
      return signal.aborted
    }
    return true
  }

  #onSignal(signal: ForwardedSignal, isKnown: boolean): void {
    this.#signal ??= signal
    if (this.#command === undefined) this.#interruption.abort()
    else if (!isKnown) this.#command.send(signal)
    // At a terminal it may have been meant for the command alone.
    if (!isKnown || this.#command === undefined)
      this.#cancelReminder ??= after(reminderDelay, () => {
        this.#complain(
          `Waiting for the end of ${this.#command === undefined || this.#isOver ? 'the processes' : 'the command'}; another ${signal} kills everything at once`,
        )
      })
  }

  /** Called for a second signal: exits without waiting. The supervisor detects the end of this process. */
  #endAtOnce(): void {
    const signal = this.#signal ?? 'SIGTERM'
    this.#complain(`Another ${signal}: everything is killed`)
    this.#command?.kill()
    process.exit(toExitCode(signal))
  }

  /** Prints an error once, even if several dependents report it. */
  #complain(message: string): void {
    if (this.#told.has(message)) return
    this.#told.add(message)
    const { terminal, json } = this.#display
    this.#narrator.closeLine()
    if (json) this.#tell('error', { message })
    else terminal.err.write(`${paint(terminal.err, 'red', 'mirakuru:')} ${toPlainText(message)}\n`)
  }

  #tell(event: string, details: object): void {
    if (this.#display.json) printJsonLine(this.#display.terminal.err, { event, ...details })
  }
}

type Described = readonly (readonly [name: string, values: ReadonlyMap<string, string>])[]
