import { parseArgs, type ParseArgsConfig } from 'node:util'
import { findNearest } from '../internal/nearest.js'
import type { Command, Input } from './command.js'
import { UsageError } from './usage-error.js'

const common = { json: undefined, help: 'h' }

/** Whether help is requested, even if other arguments are wrong. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.some((arg) => arg === '--help' || arg === '-h')
}

/**
 * Reads the arguments after the name of a command.
 *
 * @throws {@link UsageError} that suggests the nearest option for an unknown one
 */
export function readInput(name: string, command: Command, args: readonly string[]): Input {
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  const rest = end < 0 ? [] : args.slice(end + 1)
  const { flags, values, operands } = readOwn(name, command, own)
  const { min, max } = command.operands
  if (operands.length < min || operands.length > max)
    throw misuse(command, `"${name}" takes ${describeCount(command)}, not ${operands.length}`)
  if (command.takesRest === true && rest.length === 0)
    throw misuse(command, `"${name}" needs a command to run, after "--"`)
  if (command.takesRest !== true && rest.length > 0)
    throw misuse(command, `"${name}" takes no arguments after "--"`)
  return { flags, values, operands, rest, json: flags.has('json') }
}

function readOwn(
  name: string,
  command: Command,
  own: readonly string[],
): Pick<Input, 'flags' | 'values' | 'operands'> {
  const known = { ...common, ...command.flags }
  const valued = command.values ?? []
  const options = Object.fromEntries([
    ...Object.entries(known).map(([flag, short]) => [
      flag,
      { type: 'boolean' as const, ...(short === undefined ? {} : { short }) },
    ]),
    ...valued.map((each) => [each, { type: 'string' as const }]),
  ]) as NonNullable<ParseArgsConfig['options']>
  const { tokens } = parseArgs({ args: [...own], options, strict: false, tokens: true })
  const flags = new Set<string>()
  const values = new Map<string, readonly string[]>()
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const { name: option, rawName, value } = token
    if (valued.includes(option)) {
      if (value === undefined) throw misuse(command, `"${rawName}" needs a value`)
      values.set(option, [...(values.get(option) ?? []), value])
      continue
    }
    if (!Object.hasOwn(known, option))
      throw misuse(command, describeUnknown(name, token, [...Object.keys(known), ...valued]))
    if (value !== undefined) throw misuse(command, `"${rawName}" takes no value`)
    flags.add(option)
  }
  return { flags, values, operands }
}

function describeUnknown(
  command: string,
  { name, rawName }: { readonly name: string; readonly rawName: string },
  known: readonly string[],
): string {
  const near = findNearest(name, known)
  const hint = near === undefined ? '' : `; did you mean "--${near}"?`
  return `"${command}" has no option "${rawName}"${hint}`
}

function describeCount({ operands: { min, max } }: Command): string {
  if (max === 0) return 'no arguments'
  if (max === Infinity) return min === 1 ? 'at least one argument' : 'any number of arguments'
  return min === max ? 'one argument' : 'one argument at most'
}

function misuse({ usage }: Command, reason: string): UsageError {
  return new UsageError(`${reason}\n  usage: mirakuru ${usage}`)
}
