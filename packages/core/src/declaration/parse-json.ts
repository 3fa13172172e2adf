const shownLength = 60
/** How V8 describes the position, in one of several forms. */
const whereabouts =
  /(?:, (?:\.{3})?".*"(?:\.{3})? is not valid JSON| in JSON at position .*| at position .*)$/s

/**
 * Reads JSON.
 *
 * @throws SyntaxError that shows the line and column of the error, in the same form on all versions of Node
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    const { message } = cause as Error
    const position = findPosition(text, message)
    const reason = message.replace(whereabouts, '')
    const [line, column] = countLines(text, position)
    throw new SyntaxError(
      `${reason} at line ${line}, column ${column}\n${pointAt(text, position)}`,
      { cause },
    )
  }
}

/** Newer versions of V8 report it in some of their messages only. */
function findPosition(text: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1]
  if (told !== undefined) return Number(told)
  if (!message.startsWith('Unexpected token')) return text.trimEnd().length
  let [sound, faulty] = [0, text.length]
  while (faulty - sound > 1) {
    const middle = Math.floor((sound + faulty) / 2)
    if (hasUnexpectedToken(text.slice(0, middle))) faulty = middle
    else sound = middle
  }
  return faulty - 1
}

function hasUnexpectedToken(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token')
  }
}

function countLines(text: string, position: number): [line: number, column: number] {
  const lines = text.slice(0, position).split('\n')
  return [lines.length, (lines.at(-1)?.length ?? 0) + 1]
}

function pointAt(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1
  const [line = ''] = text.slice(start).split(/\r?\n/, 1)
  const from = Math.max(0, position - start - shownLength)
  const shown = line.slice(from, from + 2 * shownLength).replaceAll(/\p{C}/gu, ' ')
  return `  ${shown}\n  ${' '.repeat(position - start - from)}^`
}
