import { StringDecoder } from 'node:string_decoder'
import { isRegExp } from 'node:util/types'
import { now } from '../internal/clock.js'
import { ControlSequenceFilter } from '../internal/control-sequences.js'
import type { OutputStream } from '../internal/output-stream.js'

/** Which output is searched. */
export type SearchedStream = OutputStream | 'both'

/** Text before a chunk that a match may reach back into. */
const carriedLength = 4096
/** How long a match may still change when its line is not complete. Milliseconds. */
const growthGrace = 20

/**
 * Searches output for a pattern while it arrives, across chunk borders, in memory that does not grow.
 *
 * Colours and other control sequences are removed before: the visible text has to match. `^` and `$` match at line
 * borders. A match whose line is not complete might still change (`port 80`, then `80`): if that matters, it counts
 * once its line is complete, it has stayed the same for a moment, or the output has ended.
 */
export class OutputSearch {
  readonly #pattern: RegExp
  readonly #stream: SearchedStream
  readonly #mayChange: boolean
  readonly #windows: Record<OutputStream, Window> = { stdout: new Window(), stderr: new Window() }
  #match: RegExpExecArray | undefined

  /**
   * @param pattern - its `g` and `y` flags are ignored, `m` is always set
   * @param mayChange - whether the text of the match matters; by default whether the pattern has groups, or depends on
   * what follows
   */
  constructor(
    pattern: RegExp,
    stream: SearchedStream,
    mayChange: boolean = hasGroups(pattern) || looksAhead(pattern),
  ) {
    this.#pattern = new RegExp(pattern.source, `${pattern.flags.replace(/[gym]/g, '')}gm`)
    this.#stream = stream
    this.#mayChange = mayChange
  }

  /** The match, as soon as it is certain. */
  get match(): RegExpExecArray | undefined {
    this.#match ??= Object.values(this.#windows).find((window) =>
      this.#mayChange ? window.isCertain : window.match !== undefined,
    )?.match
    return this.#match
  }

  /** Searches the next chunk of output. */
  feed(stream: OutputStream, chunk: Buffer): void {
    if (this.#stream !== 'both' && this.#stream !== stream) return
    if (this.match === undefined) this.#windows[stream].feed(chunk, this.#pattern)
  }

  /** The output has ended: the current match is certain. */
  finish(): void {
    for (const window of Object.values(this.#windows)) window.finish()
  }
}

/** The end of what one stream printed, and the match in it. */
class Window {
  readonly #decoder = new StringDecoder('utf8')
  readonly #filter = new ControlSequenceFilter()
  #text = ''
  /** 1 where the text begins in the middle of a line: its first character only shows that it does. */
  #searchedFrom = 0
  /** A carriage return that may be one half of a line end. */
  #held = ''
  #match: RegExpExecArray | undefined
  #unchangedSince = 0
  #isSettled = false

  get match(): RegExpExecArray | undefined {
    return this.#match
  }

  /** Whether further output is not expected to change the match. */
  get isCertain(): boolean {
    if (this.#match === undefined) return false
    return this.#isSettled || now() - this.#unchangedSince >= growthGrace
  }

  feed(chunk: Buffer, pattern: RegExp): void {
    const added = this.#held + this.#filter.strip(this.#decoder.write(chunk))
    this.#held = added.endsWith('\r') ? '\r' : ''
    this.#text += added.slice(0, added.length - this.#held.length).replaceAll('\r\n', '\n')
    this.#search(pattern)
    this.#forget()
  }

  finish(): void {
    this.#isSettled = true
  }

  #search(pattern: RegExp): void {
    const text = this.#text + this.#held
    pattern.lastIndex = this.#searchedFrom
    const match = pattern.exec(text) ?? undefined
    if (!isSame(match, this.#match)) this.#unchangedSince = now()
    this.#match = match
    if (match === undefined) return
    const isLineComplete = text.includes('\n', match.index + match[0].length)
    this.#isSettled = isLineComplete || text.length - match.index > carriedLength
  }

  /** Drops old text, up to a line border where there is one. */
  #forget(): void {
    if (this.#text.length <= carriedLength) return
    const border = this.#text.indexOf('\n', this.#text.length - carriedLength)
    this.#searchedFrom = border === -1 ? 1 : 0
    this.#text = border === -1 ? this.#text.slice(-carriedLength - 1) : this.#text.slice(border + 1)
  }
}

function isSame(one: RegExpExecArray | undefined, other: RegExpExecArray | undefined): boolean {
  return one?.length === other?.length && !!one?.every((text, index) => text === other?.[index])
}

/** Compiles what a user wrote for a pattern: a string is the source of a regular expression. */
export function compilePattern(
  pattern: string | RegExp | { readonly $regexp: string; readonly flags?: string },
): RegExp {
  if (isRegExp(pattern)) return pattern
  return typeof pattern === 'string'
    ? new RegExp(pattern)
    : new RegExp(pattern.$regexp, pattern.flags)
}

function hasGroups(pattern: RegExp): boolean {
  // With an empty alternative every pattern matches, and the match lists its groups.
  return (new RegExp(`${pattern.source}|`, pattern.flags).exec('')?.length ?? 1) > 1
}

/** Whether what follows a match decides whether it is one: `$`, `\b`, `\B`, `(?=` and `(?!`, escaped ones included. */
function looksAhead(pattern: RegExp): boolean {
  return /[$]|\\[bB]|\(\?[=!]/.test(pattern.source)
}
