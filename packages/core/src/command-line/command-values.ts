import {
  explainPlaceholders,
  fillPlaceholders,
  findVariableProblems,
  type DeclaredBlock,
  type Variables,
} from '../declaration/index.js'
import { DeclarationError, type Problem } from '../errors/index.js'

/** What a user's command consists of; both may contain placeholders. */
export interface CommandTexts {
  readonly command: readonly string[]
  /** Environment variables of the command, in addition to those that it gets anyway. */
  readonly env: Variables
}

/** @throws {@link DeclarationError} that lists every unknown placeholder of the command and its variables */
export function checkPlaceholders(
  { command, env }: CommandTexts,
  { processes }: DeclaredBlock,
): void {
  const messages = command.flatMap((text) => explainPlaceholders(text, processes))
  const problems: Problem[] = [...new Set(messages)].map((message) => ({ path: '', message }))
  const ofVariables = findVariableProblems(env, processes)
  if (problems.length > 0) throw new DeclarationError('command', [...problems, ...ofVariables])
  if (ofVariables.length > 0) throw new DeclarationError('env', ofVariables)
}

/** The values of placeholders by name: `redis.port`, or `port` if there is only one process. */
export type Values = ReadonlyMap<string, string>

/** Fills in the placeholders of variables; `undefined` removes one. */
export function fillVariables(
  env: Variables,
  values: Values,
): Readonly<Record<string, string | undefined>> {
  const filled = Object.entries(env).map(([name, text]) => [
    name,
    text === null || text === undefined ? undefined : fillText(text, values),
  ])
  return Object.fromEntries(filled) as Readonly<Record<string, string | undefined>>
}

/** Fills in the placeholders of a text. */
export function fillText(text: string, values: Values): string {
  return fillPlaceholders(text, (name) => values.get(name))
}

/** The environment variable of a placeholder: `MIRAKURU_REDIS_PORTS_METRICS` of `redis.ports.metrics`. */
export function nameVariable(process: string, member: string): string {
  return `MIRAKURU_${process}_${member}`.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase()
}
