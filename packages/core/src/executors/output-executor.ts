import type { Command, ExecutorKind, OutputOptions } from '../declaration/index.js'
import type { LiveProcess } from '../process/index.js'
import { compilePattern, notReady, OutputSearch, ready } from '../readiness/index.js'
import { Executor } from './executor.js'
import type { Found, Goal, ReadinessStep } from '../lifecycle/index.js'

/**
 * Waits until the output matches a banner, also where the match arrives in several chunks.
 *
 * @example
 * ```ts
 * const vite = await new OutputExecutor('vite --port 0', { banner: /Local:.*:(?<port>\d+)/ }).start()
 * console.log(vite.port)
 * ```
 */
export class OutputExecutor extends Executor {
  static override readonly kind: ExecutorKind = 'output'
  #search: OutputSearch | undefined
  #found: Found['captures'] | undefined
  #stopSearch: () => void = () => undefined
  #onMatch: () => void = () => undefined

  /** @throws {@link DeclarationError} that lists every problem of command and options */
  constructor(command: Command, options: OutputOptions) {
    super(command, options)
  }

  /** The port that a group named `port` in the banner captured, otherwise the one it was started with. */
  override get port(): number | undefined {
    const told = this.captures['port']
    return told === undefined ? super.port : Number(told)
  }

  /** The named groups of the match of its banner. */
  override get captures(): Readonly<Record<string, string>> {
    return this.#found ?? { ...this.#search?.match?.groups }
  }

  override async preStartCheck(): Promise<boolean> {
    return false // no other process can print to its streams
  }

  override async afterStartCheck(): Promise<boolean> {
    const { target } = this.describeGoal()
    const isPrinted = this.#search?.match !== undefined
    return this.judge(isPrinted ? ready : notReady(`no line of its output matched ${target}`))
  }

  protected override onLaunched(_process: LiveProcess): void {
    this.#stopSearch()
    const search = new OutputSearch(compilePattern(this.#banner), this.resolved.stream ?? 'both')
    this.#search = search
    // Not stopped by the exit: the last output arrives after it, and a daemon may print the banner even later.
    this.#stopSearch = this.logs.onChunk((stream, chunk) => {
      search.feed(stream, chunk)
      if (search.match === undefined) return
      this.#stopSearch()
      this.#onMatch()
    })
  }

  protected override onFound({ captures }: Found): void {
    this.#found = captures
  }

  protected override watch(_process: LiveProcess, wake: () => void): () => void {
    this.#onMatch = wake
    return () => {
      this.#onMatch = () => undefined
    }
  }

  protected override makeOwnStep(process: LiveProcess): ReadinessStep {
    return { ...super.makeOwnStep(process), onGone: () => this.#search?.finish() }
  }

  protected override describeGoal(): Goal {
    const target = String(compilePattern(this.#banner))
    return { target, infinitive: `print ${target}`, gerund: `printing ${target}` }
  }

  protected override describeHints(): readonly string[] {
    const { stream = 'both' } = this.resolved
    if (stream === 'both') return []
    const other = stream === 'stdout' ? 'stderr' : 'stdout'
    const search = new OutputSearch(compilePattern(this.#banner), other, false)
    search.feed(other, this.logs.bytes(other))
    return search.match === undefined ? [] : [`its ${other} matches: set "stream" to "${other}"`]
  }

  get #banner(): string | RegExp {
    return this.resolved.banner ?? ''
  }
}
