import { StringDecoder } from 'node:string_decoder'
import { now } from '../internal/clock.js'
import type { OutputStream } from '../internal/output-stream.js'

/** Which output is searched. */
export type SearchedStream = OutputStream | 'both'

/** Text before a chunk that a match may reach back into. */
const carriedLength = 4096
/** How long a match that touches the end of what arrived may still grow. */
const growthGrace = 20

interface Window {
  readonly decoder: StringDecoder
  text: string
}

/**
 * Searches output for a pattern while it arrives, across chunk borders, in memory that does not grow.
 *
 * `^` and `$` match at line borders. A match that ends where the output ends so far might still grow (`port 80`, then
 * `80`): when its text matters it is taken once more output or a moment of silence follows.
 */
export class OutputSearch {
  readonly #pattern: RegExp
  readonly #stream: SearchedStream
  readonly #mayGrow: boolean
  readonly #windows: Record<OutputStream, Window> = {
    stdout: { decoder: new StringDecoder('utf8'), text: '' },
    stderr: { decoder: new StringDecoder('utf8'), text: '' },
  }
  #match: RegExpExecArray | undefined
  #growingSince: number | undefined

  /**
   * @param pattern - its `g` and `y` flags are ignored, `m` is always set
   * @param mayGrow - whether the text of the match matters; by default whether the pattern has groups
   */
  constructor(pattern: RegExp, stream: SearchedStream, mayGrow: boolean = hasGroups(pattern)) {
    this.#pattern = new RegExp(pattern.source, `${pattern.flags.replace(/[gym]/g, '')}m`)
    this.#stream = stream
    this.#mayGrow = mayGrow
  }

  /** The match, as soon as it is certain. */
  get match(): RegExpExecArray | undefined {
    const isGrowing = this.#growingSince !== undefined && now() - this.#growingSince < growthGrace
    return isGrowing ? undefined : this.#match
  }

  /** Takes the next piece of output. */
  feed(stream: OutputStream, chunk: Buffer): void {
    if (this.#stream !== 'both' && this.#stream !== stream) return
    if (this.match !== undefined) return
    const window = this.#windows[stream]
    window.text = (window.text + window.decoder.write(chunk)).replaceAll('\r\n', '\n')
    this.#search(window)
    window.text = carry(window.text)
  }

  #search(window: Window): void {
    const match = this.#pattern.exec(window.text)
    if (match === null) return
    const touchesEnd = match.index + match[0].length === window.text.length
    this.#match = match
    this.#growingSince = this.#mayGrow && touchesEnd ? now() : undefined
  }
}

/** Compiles what a user wrote for a pattern: a string is the source of a regular expression. */
export function compilePattern(
  pattern: string | RegExp | { readonly $regexp: string; readonly flags?: string },
): RegExp {
  if (pattern instanceof RegExp) return pattern
  return typeof pattern === 'string'
    ? new RegExp(pattern)
    : new RegExp(pattern.$regexp, pattern.flags)
}

function hasGroups(pattern: RegExp): boolean {
  // With an empty alternative every pattern matches, and the match lists its groups.
  return (new RegExp(`${pattern.source}|`, pattern.flags).exec('')?.length ?? 1) > 1
}

/** Starts at a line border where there is one, so that `^` never matches in the middle of a line. */
function carry(text: string): string {
  if (text.length <= carriedLength) return text
  const tail = text.slice(-carriedLength)
  const border = tail.indexOf('\n')
  return border === -1 ? tail : tail.slice(border + 1)
}
