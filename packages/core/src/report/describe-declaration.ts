import { isRegExp } from 'node:util/types'
import { fillEverywhere, type PlannedProcess } from '../declaration/index.js'
import { redactArguments, redactCommand } from '../internal/redact.js'

/** Options whose values may be secret: only their keys are shown. */
const secrets: ReadonlySet<string> = new Set(['env', 'headers', 'body'])

/** A declaration with its defaults, without secrets. */
export function describeDeclaration({
  key,
  scope,
  options,
}: PlannedProcess): Readonly<Record<string, unknown>> {
  const { kind: executor, args: command, ...others } = options
  const all = { key, scope, executor, command, ...others }
  const shown = Object.entries(all)
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => [name, secrets.has(name) ? hide(value) : describe(value)])
  return Object.fromEntries(shown) as Record<string, unknown>
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isRegExp(value))
    return value === undefined || value === ''
  return Object.keys(value).length === 0
}

function hide(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return '…'
  return Object.fromEntries(Object.keys(value).map((name) => [name, '…']))
}

function describe(value: unknown): unknown {
  if (isRegExp(value)) return String(value)
  if (isArguments(value)) return redactArguments(value)
  return typeof value === 'object' && value !== null && 'args' in value
    ? { ...value, args: describe(value.args) }
    : fillEverywhere(value, redactCommand)
}

function isArguments(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
