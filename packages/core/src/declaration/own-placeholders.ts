import type { ExecutorKind } from './kinds.js'
import type { ParsedOptions } from './parsed.js'

const ownOfKind: Readonly<Partial<Record<ExecutorKind, readonly string[]>>> = {
  unixSocket: ['socket'],
  resource: ['id'],
  container: ['id'],
}

/** The names that placeholders of this executor can have. */
export function listPlaceholders({
  kind,
  ports,
  url,
}: Pick<ParsedOptions, 'kind' | 'ports' | 'url'>): string[] {
  const hasUrl = ['tcp', 'http', 'external'].includes(kind) || url !== undefined
  const own = [...(hasUrl ? ['url'] : []), ...(ownOfKind[kind] ?? [])]
  return ['name', 'host', 'port', ...ports.map((port) => `ports.${port}`), ...own, 'tmp', 'worker']
}

/** `['metrics']` of a process, or `{ metrics: 9090 }` of a container. */
export function listPortNames(ports: unknown): readonly string[] {
  if (Array.isArray(ports)) return ports.filter((each) => typeof each === 'string')
  return typeof ports === 'object' && ports !== null ? Object.keys(ports) : []
}
