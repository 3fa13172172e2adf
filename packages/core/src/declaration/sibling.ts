import { isRegExp } from 'node:util/types'
import { type ExecutorKind, executorKinds } from './kinds.js'
import type { Pattern } from './options.js'
import { listPlaceholders, listPortNames } from './own-placeholders.js'
import { listPlaceholdersIn, type Sibling } from './references.js'

/** The values of a process that others can name, from its unchecked declaration. */
export function describeSibling(declaration: unknown): Sibling {
  const { executor, port, ports, banner, prepare, url, uses } = Object(declaration) as Record<
    string,
    unknown
  >
  const kind = executorKinds.find((each) => each === executor)
  const groups =
    kind === 'output' || (kind === 'container' && banner !== undefined)
      ? listGroups(banner as Pattern)
      : []
  if (kind === undefined || groups === undefined) return { members: undefined }
  const used = new Set(listPlaceholdersIn(Object(declaration) as object).map(({ name }) => name))
  const hasPort =
    ['tcp', 'http', 'external', 'resource'].includes(kind) ||
    (kind === 'container' ? port !== undefined : used.has('port')) ||
    groups.includes('port')
  const names = listPortNames(ports)
  const own = listPlaceholders({ kind, ports: names, url: url as string | undefined }).filter(
    (name) => {
      if (name === 'tmp') return used.has('tmp') || prepare !== undefined
      return name === 'port' ? hasPort : name !== 'worker'
    },
  )
  return {
    members: [...own, ...groups.map((group) => `captures.${group}`)],
    hasAnyCapture: kind === 'resource' && Object.hasOwn(Object(uses), 'agent'),
    conditions: describeConditions(kind),
  }
}

function describeConditions(kind: ExecutorKind): Readonly<Record<string, string>> {
  const group = kind === 'output' ? ', or its banner has a group (?<port>…)' : ''
  return {
    tmp: 'a private folder only if an option of its own names {tmp}, or it has a "prepare"',
    port: `a port only if an option of its own names {port}${group}`,
  }
}

/** The named groups of a pattern; `undefined` if it does not compile, which is reported elsewhere. */
function listGroups(pattern: Pattern): string[] | undefined {
  try {
    const { source, flags } = compile(pattern)
    // With an empty alternative every pattern matches, and the match lists its groups.
    return Object.keys(new RegExp(`${source}|`, flags).exec('')?.groups ?? {})
  } catch {
    return undefined
  }
}

function compile(pattern: Pattern): RegExp {
  if (isRegExp(pattern)) return pattern
  return typeof pattern === 'string'
    ? new RegExp(pattern)
    : new RegExp(pattern.$regexp, pattern.flags)
}
