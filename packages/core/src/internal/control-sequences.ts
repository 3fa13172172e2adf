const escape = '\u001B'
/** Anything longer is not a sequence of a real program. */
const longest = 4096

/**
 * Removes from a text that arrives in chunks what terminals interpret rather than show: the control sequences, control
 * strings and escape sequences of ECMA-48, sections 5.3 to 5.6. A string ends with BEL, as in xterm's titles, with ST,
 * or with its line.
 *
 * Parsed by hand, because all output before a banner goes through it: a regular expression takes twice the time.
 */
export class ControlSequenceFilter {
  #held = ''

  /** Returns the text of the next chunk, and of an incomplete sequence that was held back. */
  strip(piece: string): string {
    if (this.#held === '' && !piece.includes(escape)) return piece
    const text = this.#held + piece
    this.#held = ''
    let kept = ''
    let from = 0
    for (let start = 0; (start = text.indexOf(escape, from)) !== -1;) {
      kept += text.slice(from, start)
      from = findEnd(text, start)
      if (from <= text.length) continue
      // It continues in the next chunk.
      from = text.length
      if (from - start <= longest) this.#held = text.slice(start)
    }
    return kept + text.slice(from)
  }
}

/** Removes the control sequences of a text. */
export function stripControlSequences(text: string): string {
  return new ControlSequenceFilter().strip(text)
}

/** The index after a sequence; beyond the end of the text if the sequence is incomplete. */
function findEnd(text: string, start: number): number {
  switch (text[start + 1]) {
    case '[':
      return skipRest(text, start + 2, 0x3f)
    case ']':
    case 'P':
    case 'X':
    case '^':
    case '_':
      return skipString(text, start + 2)
    default:
      return skipRest(text, start + 1, 0x2f)
  }
}

/** Parameters and intermediate bytes up to `last`, and the one byte that ends the sequence. */
function skipRest(text: string, from: number, last: number): number {
  let at = from
  for (let code = 0x20; code >= 0x20 && code <= last;) code = text.charCodeAt(at++)
  const code = text.charCodeAt(at - 1)
  // A character that cannot end a sequence, such as a newline, is text again.
  return code < 0x20 || code > 0x7e ? at - 1 : at
}

function skipString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const each = text[at]
    if (each === '\u0007') return at + 1
    if (each === '\n') return at
    if (each === escape && at + 1 < text.length) return text[at + 1] === '\\' ? at + 2 : at
  }
  return text.length + 1
}
