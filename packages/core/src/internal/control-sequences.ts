const escape = '\u001B'
/** What is longer is no sequence that anybody prints. */
const longest = 4096

/**
 * Takes out of a text that arrives in pieces what terminals obey rather than show: the control sequences, control strings
 * and escape sequences of ECMA-48, sections 5.3 to 5.6. A string ends with BEL, as xterm has it for titles, with ST, or with
 * its line.
 *
 * By hand, for it is asked of all output before a banner: a regular expression takes twice the time.
 */
export class ControlSequenceFilter {
  #held = ''

  /** What is text of the next piece, and of what was held back before because it was not complete. */
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
      // It goes on in the next piece.
      from = text.length
      if (from - start <= longest) this.#held = text.slice(start)
    }
    return kept + text.slice(from)
  }
}

/** A text without control sequences: what a reader sees of it. */
export function stripControlSequences(text: string): string {
  return new ControlSequenceFilter().strip(text)
}

/** Where the text goes on behind a sequence; behind the end of the text when more of the sequence has to come. */
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
  // What can end no sequence, such as a line end, is text again.
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
