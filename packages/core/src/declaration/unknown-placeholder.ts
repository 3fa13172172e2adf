import { findNearest } from '../internal/nearest.js'
import { describeUnknown, noteOnBraces, suggestPlaceholder } from './placeholders.js'
import { findReferenced, type Sibling } from './references.js'

/** What placeholders can name. */
export interface Known {
  /** Values of the executor itself. */
  readonly own: readonly string[]
  /** The processes in the same block, by name; `undefined` for an executor that is created alone. */
  readonly siblings: ReadonlyMap<string, Sibling> | undefined
}

/** Describes an unknown placeholder and suggests another; `undefined` if it is known. */
export function explainUnknown(name: string, { own, siblings }: Known): string | undefined {
  if (own.includes(name)) return undefined
  const process = findReferenced(name)
  if (process === undefined) return describeUnknown(name, own)
  const sibling = siblings?.get(process)
  if (sibling !== undefined) return explainMember(name, process, sibling)
  const names = listNames(siblings?.keys() ?? [])
  const ownPorts = own.filter((each) => each.includes('.'))
  if (findNearest(process, names) === undefined && findNearest(name, ownPorts) !== undefined)
    return describeUnknown(name, ownPorts)
  const reason =
    names.length === 0
      ? `names a process "${process}", but this one is declared alone: declare both in one block, or pass the value itself`
      : `names an unknown process "${process}"; ${suggestName(process, names)}`
  return `{${name}} ${reason} ${noteOnBraces(name)}`
}

/** The names of processes that were declared as such: not those of parts of a resource. */
export function listNames(keys: Iterable<string>): string[] {
  return [...keys].filter((key) => key !== '' && !key.includes('.'))
}

/** Suggests the most similar name, or lists all. */
export function suggestName(name: string, known: readonly string[]): string {
  const near = findNearest(name, known)
  if (near !== undefined) return `did you mean "${near}"?`
  return known.length === 0
    ? 'there are none'
    : `known: ${known.map((each) => `"${each}"`).join(', ')}`
}

function explainMember(
  name: string,
  process: string,
  { members, conditions, hasAnyCapture }: Sibling,
): string | undefined {
  // Compares only what follows the name of the process: together with it, too many names would be similar.
  const member = name.slice(process.length + 1)
  if (members === undefined || members.includes(member)) return undefined
  if (hasAnyCapture && member.startsWith('captures.')) return undefined
  const near = findNearest(member, members)
  const addProcess = (each: string): string => `${process}.${each}`
  const reason =
    conditions?.[member] === undefined
      ? suggestPlaceholder(near && addProcess(near), members.map(addProcess))
      : `"${process}" has ${conditions[member]}`
  return `unknown placeholder {${name}}; ${reason} ${noteOnBraces(name)}`
}
