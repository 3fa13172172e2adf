import { createHash } from 'node:crypto'
import { isRegExp } from 'node:util/types'

/** A short hash that is equal for values with the same meaning, whatever the order of their keys. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(canonicalise(value)).digest('hex').slice(0, 16)
}

function canonicalise(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => {
    if (isRegExp(entry)) return { $regexp: entry.source, flags: entry.flags }
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry ?? null
    return Object.fromEntries(Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}
