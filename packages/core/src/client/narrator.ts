import { inspect } from 'node:util'
import { ExecutorError, shortenPath } from '../errors/index.js'
import { paint, wantsColours, type Stage } from '../internal/colours.js'
import { toPlainLine, toPrintable } from '../internal/printable.js'
import type { RunSummary, SlowStart } from '../protocol/index.js'
import type { Spectator } from './client.js'

/** Seconds after which a slow start is written to an output without a cursor. */
const moments = new Set([1, 5, 15, 60])
const colours = ['cyan', 'magenta', 'yellow', 'green', 'blue'] as const

/** Writes to a terminal or a log what the processes of a run do. */
export class Narrator implements Spectator {
  readonly #stage: Stage
  readonly #canRewrite: boolean
  readonly #names: string[] = []
  #isLineOpen = false

  /** @param isShared - whether another writer moves the cursor, so that no line can be rewritten */
  constructor(
    stage: Stage = process.stderr,
    { isShared = false }: { readonly isShared?: boolean } = {},
  ) {
    this.#stage = stage
    this.#canRewrite = stage.isTTY === true && !isShared
  }

  /** On a terminal one line that is rewritten each time; in a log a line after 1, 5, 15 and 60 s. */
  readonly startsSlowly = (start: SlowStart): void => {
    const { name, target, elapsed, allowed, lastLine } = start
    const seconds = Math.round(elapsed / 1000)
    const last = lastLine === '' ? '' : `: ${toPlainLine(lastLine).slice(0, 100)}`
    const text = `mirakuru: "${toPlainLine(name)}" is still starting, ${seconds} s of ${Math.round(allowed / 1000)} s, waiting for ${toPlainLine(target)}${last}`
    if (this.#canRewrite) {
      this.#isLineOpen = true
      this.#stage.write(`\r\u001b[2K${text.slice(0, 160)}`)
    } else if (moments.has(seconds)) this.#stage.write(`${text}\n`)
  }

  readonly printed = (name: string, stream: 'stdout' | 'stderr', line: string): void => {
    this.closeLine()
    if (!this.#names.includes(name)) this.#names.push(name)
    const colour = colours[this.#names.indexOf(name) % colours.length] ?? 'cyan'
    const separator = stream === 'stderr' && wantsColours(this.#stage) ? '!' : '|'
    const prefix = paint(this.#stage, colour, `${toPlainLine(name)} ${separator}`)
    this.#stage.write(`${prefix} ${toPrintable(line)}\n`)
  }

  /**
   * Writes one line at the end of a run that had processes, and one for each command that did not stop as it should.
   *
   * @param options - with `isSilent` only those that had to be killed
   */
  summarise(summary: RunSummary, { isSilent = false }: { readonly isSilent?: boolean } = {}): void {
    const { started, found, shared, crashed, slowest, notes, report } = summary
    this.closeLine()
    if (started + found === 0) return
    for (const { text, isForced } of notes)
      if (isForced || !isSilent) this.#stage.write(`mirakuru: ${text}\n`)
    if (isSilent) return
    const parts = [`${started} ${started === 1 ? 'process' : 'processes'} started`]
    if (found > 0) parts.push(`${found} found running`)
    if (shared > 0) parts.push(`${shared} shared`)
    if (slowest !== undefined)
      parts.push(
        `slowest to be ready: ${toPlainLine(slowest.name)} (${formatSeconds(slowest.readyAfter)})`,
      )
    if (crashed > 0) parts.push(`${crashed} crashed, which fails the run`)
    this.#stage.write(`mirakuru: ${parts.join(', ')}\n`)
    if (report !== undefined) this.#stage.write(`mirakuru: report in ${shortenPath(report)}\n`)
  }

  /** Writes a line about the run as a whole. */
  note(text: string): void {
    this.closeLine()
    this.#stage.write(`mirakuru: ${text}\n`)
  }

  /** Writes an error about the run as a whole. */
  fail(error: unknown): void {
    this.closeLine()
    const text = error instanceof ExecutorError ? error.message : inspect(error)
    this.#stage.write(`\n${paint(this.#stage, 'red', 'mirakuru:')} ${text}\n`)
  }

  /** Clears the line that is rewritten, so that other output begins on an empty line. */
  closeLine(): void {
    if (this.#isLineOpen) this.#stage.write('\r\u001b[2K')
    this.#isLineOpen = false
  }
}

function formatSeconds(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`
}
