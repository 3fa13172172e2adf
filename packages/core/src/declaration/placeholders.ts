import { findNearest } from '../internal/nearest.js'

/** `{{`, `}}`, or a name in braces; anything else between braces is text, and so is the shell's `${NAME}`. */
const token = /\{\{|\}\}|(?<!\$)\{([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)\}/g

/** The names of all placeholders in a text, in order. */
export function findPlaceholders(text: string): string[] {
  return [...text.matchAll(token)].map(([, name]) => name).filter((name) => name !== undefined)
}

/**
 * Replaces the placeholders of a text.
 *
 * A literal brace is doubled. Text with single braces that belong to no placeholder, such as code or JSON, does not
 * follow that rule: there, doubled braces stay as they are.
 *
 * @param lookUp - the value of a placeholder; `undefined` leaves it as it stands
 */
export function fillPlaceholders(
  text: string,
  lookUp: (name: string) => string | undefined,
): string {
  const isEscaped = !/[{}]/.test(text.replaceAll(token, ''))
  return text.replaceAll(token, (found: string, name: string | undefined, position: number) => {
    if (name === undefined) return isEscaped ? found.slice(1) : found
    const value = lookUp(name)
    if (value === undefined) return found
    return isHost(name) && isInUrl(text, position) ? bracketIpv6(value) : value
  })
}

/** Fills every string in a tree of plain objects and lists; other values are kept as they are. */
export function fillEverywhere<T>(value: T, fill: (text: string) => string): T {
  const visit = (entry: unknown): unknown => {
    if (typeof entry === 'string') return fill(entry)
    if (Array.isArray(entry)) return entry.map(visit)
    if (typeof entry !== 'object' || entry === null || entry instanceof RegExp) return entry
    return Object.fromEntries(Object.entries(entry).map(([key, child]) => [key, visit(child)]))
  }
  return visit(value) as T
}

/** Every string in a tree, with the path that leads to it. */
export function listStrings(value: unknown, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return []
  return Object.entries(value).flatMap(([key, child]) =>
    listStrings(child, path === '' ? key : `${path}.${key}`),
  )
}

/** Describes an unknown placeholder. */
export function describeUnknown(name: string, known: readonly string[]): string {
  const near = findNearest(name, known)
  return `unknown placeholder {${name}}; ${suggestPlaceholder(near, known)} ${noteOnBraces(name)}`
}

/** Suggests the most similar placeholder, or lists all. */
export function suggestPlaceholder(near: string | undefined, known: readonly string[]): string {
  return near === undefined
    ? `known: ${known.map((each) => `{${each}}`).join(' ')}`
    : `did you mean {${near}}?`
}

/** For text that was not meant as a placeholder. */
export function noteOnBraces(name: string): string {
  return `(a literal brace is doubled: {{${name}}})`
}

/** `::1` → `[::1]`, RFC 3986, section 3.2.2; other hosts are returned as they are. */
export function bracketIpv6(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

function isHost(name: string): boolean {
  return name === 'host' || name.endsWith('.host')
}

function isInUrl(text: string, position: number): boolean {
  return /\/\/(?:[^/]*@)?$/.test(text.slice(0, position))
}
