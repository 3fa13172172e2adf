import type { ExecutorKind } from './options.js'
import type { ParsedOptions } from './parsed.js'

const ownOfKind: Readonly<Partial<Record<ExecutorKind, readonly string[]>>> = {
  unixSocket: ['socket'],
  resource: ['id'],
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
