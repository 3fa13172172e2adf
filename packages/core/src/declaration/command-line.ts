/**
 * The pieces a command line is made of. None matches where a quote is left open, or at a last `\`.
 *
 * Blanks are those of Python's `shlex`: a shell ends a command at a newline and keeps a carriage return, but here there
 * is only one command, perhaps from a file with Windows line endings.
 */
const PIECES: RegExp = new RegExp(
  [
    /(?<blanks>[ \t\r\n]+)/,
    /(?<continuation>\\\n)/,
    /\\(?<escaped>[^])/,
    /'(?<single>[^']*)'/,
    /"(?<double>[^"\\]*(?:\\[^][^"\\]*)*)"/,
    /(?<plain>[^ \t\r\n'"\\]+)/,
  ]
    .map((piece) => piece.source)
    .join('|'),
  'gy',
)

/**
 * Splits a command line into arguments as a POSIX shell would, without running one.
 *
 * Only quoting is understood; nothing is expanded, so `$HOME`, `*`, `~`, `|`, `&&`, `>`, `;` and `#`
 * are ordinary characters. So is the `$` of `$'…'`, which POSIX knows only since 2024.
 *
 * @param text - The command line; space, tab, newline and carriage return separate arguments.
 * @returns The arguments, unquoted; empty quotes make an empty argument.
 * @throws {SyntaxError} When a quote is not closed, or nothing follows the last backslash. The
 * message shows where.
 * @see {@link https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02 | POSIX XCU 2.2 Quoting}
 *
 * @example
 * ```ts
 * splitCommandLine(`node server.js --name "it's me"`)
 * // ['node', 'server.js', '--name', "it's me"]
 * ```
 */
export function splitCommandLine(text: string): string[] {
  const args: string[] = []
  let arg: string | undefined
  let end = 0
  for (const { 0: piece, groups = {} } of text.matchAll(PIECES)) {
    end += piece.length
    if (groups.continuation !== undefined) continue
    if (groups.blanks === undefined) {
      arg = (arg ?? '') + unquotePiece(groups)
    } else if (arg !== undefined) {
      args.push(arg)
      arg = undefined
    }
  }
  if (end < text.length) throw new SyntaxError(describeFault(text, end))
  if (arg !== undefined) args.push(arg)
  return args
}

/**
 * Joins arguments into one command line: the inverse of {@link splitCommandLine}.
 *
 * A shell splits it into the same arguments. As a whole it may not be the same command: a leading `if` or `A=b` is an
 * argument here, but a keyword or an assignment in a shell.
 *
 * @param args - The arguments; only those that need quotes get them.
 * @returns The command line.
 * @see {@link https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02 | POSIX XCU 2.2 Quoting}
 *
 * @example
 * ```ts
 * joinCommandLine(['echo', "it's", '']) // echo 'it'\''s' ''
 * ```
 */
export function joinCommandLine(args: readonly string[]): string {
  return args.map(quoteArgument).join(' ')
}

/**
 * Quotes one argument for a POSIX shell, if it needs it.
 *
 * @param arg - The argument.
 * @returns The argument itself, or the argument in single quotes.
 * @see {@link https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02 | POSIX XCU 2.2.2 Single-Quotes}
 *
 * @example
 * ```ts
 * quoteArgument('my file') // 'my file', quotes included
 * ```
 */
export function quoteArgument(arg: string): string {
  if (/^[A-Za-z0-9_./:@%+=,^-]+$/.test(arg)) return arg
  // Nothing can be escaped within single quotes, so each one in the text closes and reopens them.
  return `'${arg.replaceAll("'", String.raw`'\''`)}'`
}

function unquotePiece({ escaped, single, double = '', plain }: Record<string, string>): string {
  // XCU 2.2.3: within double quotes a backslash is special before these characters only.
  return escaped ?? single ?? plain ?? double.replace(/\\(?:([$`"\\])|\n)/g, '$1')
}

function describeFault(text: string, index: number): string {
  return `${nameFault(text.charAt(index))}\n${pointAt(text, index)}`
}

function nameFault(opener: string): string {
  if (opener === '\\') return 'Trailing backslash'
  return opener === '"' ? 'Unterminated double quote' : 'Unterminated single quote'
}

/** Shows the line around `index`, cut to 40 characters on either side, with a caret below it. */
function pointAt(text: string, index: number): string {
  const linesBefore = text.slice(0, index).split(/[\r\n]/)
  const before = linesBefore.at(-1) ?? ''
  const after = text.slice(index).split(/[\r\n]/, 1)[0] ?? ''
  const lead = blankOut(before.length > 40 ? `…${before.slice(-40)}` : before)
  const tail = blankOut(after.length > 40 ? `${after.slice(0, 40)}…` : after)
  return `  ${lead}${tail}\n  ${lead.replace(/./gu, ' ')}^`
}

/** Replaces what a terminal does not show in one column: tabs, controls, halves of a cut character. */
function blankOut(line: string): string {
  return line.replace(/[\p{C}\p{Z}]/gu, ' ')
}
