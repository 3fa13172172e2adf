import { isAbsolute, relative } from 'node:path'
import { redactCommand } from '../internal/redact.js'

const shownLines = 20
const shownLength = 500

/** The parts of the message of a failed start or stop. */
export interface FailureReport {
  /** The action that failed and the reason: `Cannot start "api": it exited with code 1`. */
  readonly headline: string
  /** Further lines below the headline, in order. */
  readonly facts?: readonly string[]
  readonly command: string
  readonly cwd: string
  /** The buffered output; `undefined` when there was no process yet. */
  readonly log?: string | undefined
  /** The file with the full output. */
  readonly logFile?: string | undefined
}

/** Writes the message of a failure: headline, facts, command, and the last lines of the output. */
export function describeFailure(report: FailureReport): string {
  const { headline, facts = [], command, cwd, log, logFile } = report
  // A server that runs already has neither.
  const where = command === '' ? [] : [`command: ${command}   (cwd ${shortenPath(cwd)})`]
  const output = log === undefined || command === '' ? [] : [listLastLines(log)]
  const file = logFile === undefined ? [] : [`all of its output: ${shortenPath(logFile)}`]
  const ours = [...facts, ...where].map(redactCommand)
  return [redactCommand(headline), ...[...ours, ...output, ...file].map(indent)].join('\n')
}

/** Formats milliseconds for messages: `312 ms`, `1.5 s`, `60 s`. */
export function formatDuration(milliseconds: number): string {
  const rounded = Math.round(milliseconds)
  if (rounded < 1000) return `${rounded} ms`
  return `${Number((milliseconds / 1000).toFixed(1))} s`
}

/** Describes how a process ended: `exited with code 1` or `was killed by SIGKILL`. */
export function describeEnd(end: {
  readonly code: number | null
  readonly signal: string | null
}): string {
  if (end.code === null && end.signal === null) return 'stopped accepting connections'
  return end.signal === null ? `exited with code ${end.code}` : `was killed by ${end.signal}`
}

/** Describes an unexpected end: `exited unexpectedly with code 1`. */
export function describeUnexpectedEnd(end: {
  readonly code: number | null
  readonly signal: string | null
}): string {
  return describeEnd(end)
    .replace(/^exited|^was killed/, '$& unexpectedly')
    .replace(/^stopped/, 'unexpectedly $&')
}

/** The last 20 lines of the output below a heading that counts them. */
export function listLastLines(log: string): string {
  const lines = log.trimEnd().split('\n')
  if (lines.length === 1 && lines[0] === '') return 'it printed nothing'
  const last = lines.slice(-shownLines)
  const heading =
    lines.length > last.length
      ? `last ${last.length} of ${lines.length} lines of its output:`
      : `last ${last.length === 1 ? 'line' : `${last.length} lines`} of its output:`
  return [heading, ...last.map((line) => `  ${shortenLine(line)}`)].join('\n')
}

/** A program may print megabytes without a newline; the end of such a line is the most useful part. */
function shortenLine(line: string): string {
  const excess = line.length - shownLength
  return excess <= 0 ? line : `[${excess} characters] …${line.slice(-shownLength)}`
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

export function shortenPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || /^\.\.(?:[/\\]|$)/.test(short) || isAbsolute(short) ? path : short
}
