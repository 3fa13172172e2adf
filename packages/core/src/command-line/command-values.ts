import type { HeldProcess } from '../client/index.js'
import {
  describeSibling,
  explainUnknown,
  fillPlaceholders,
  findPlaceholders,
  findReferenced,
  type Sibling,
} from '../declaration/index.js'
import { DeclarationError } from '../errors/index.js'
import type { DeclaredBlock } from '../declaration/index.js'

/** The processes that a command names in its placeholders: `api` of `{api.url}`. */
export function listReferenced(command: readonly string[]): string[] {
  const names = command.flatMap(findPlaceholders).map(findReferenced)
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** @throws {@link DeclarationError} that lists every unknown placeholder of the command */
export function checkPlaceholders(
  command: readonly string[],
  { processes, isSingle }: DeclaredBlock,
): void {
  const described = Object.entries(processes).map(
    ([name, declaration]) => [name, describeSibling(declaration)] as const,
  )
  const siblings = new Map<string, Sibling>(isSingle ? [] : described)
  const own = isSingle ? (described[0]?.[1].members ?? []) : []
  const problems = [...new Set(command.flatMap(findPlaceholders))].flatMap((name) => {
    const message =
      isSingle || name.includes('.')
        ? explainUnknown(name, { own, siblings })
        : explainBare(name, processes)
    return message === undefined ? [] : [{ path: '', message }]
  })
  if (problems.length > 0) throw new DeclarationError('command', problems)
}

function explainBare(name: string, processes: DeclaredBlock['processes']): string {
  const examples = Object.keys(processes).map((process) => `{${process}.${name}}`)
  return `{${name}} does not say of which process: ${examples.join(', ')} (a literal brace is doubled: {{${name}}})`
}

/** The values of placeholders by name: `redis.port`, or `port` if there is only one process. */
export type Values = ReadonlyMap<string, string>

/** The values of a process that is ready. */
export function readValues(process: HeldProcess): ReadonlyMap<string, string> {
  const { name, host, port, ports, url, socketPath, tmp, captures } = process
  const single = { name, host, port, url, socket: socketPath, tmp }
  const groups = [
    ...Object.entries(ports).map(([each, value]) => [`ports.${each}`, value] as const),
    ...Object.entries(captures).map(([each, value]) => [`captures.${each}`, value] as const),
  ]
  const known = [...Object.entries(single), ...groups].filter(([, value]) => value !== undefined)
  return new Map(known.map(([member, value]) => [member, String(value)]))
}

/** Fills in the placeholders of a command. */
export function fillCommand(command: readonly string[], values: Values): string[] {
  return command.map((argument) => fillPlaceholders(argument, (name) => values.get(name)))
}

/** The environment variable of a placeholder: `MIRAKURU_REDIS_PORTS_METRICS` of `redis.ports.metrics`. */
export function nameVariable(process: string, member: string): string {
  return `MIRAKURU_${process}_${member}`.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase()
}
