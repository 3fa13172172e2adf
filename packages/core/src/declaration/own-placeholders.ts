import type { ParsedOptions } from './parsed.js'

/** The names that placeholders of this executor can have. */
export function listPlaceholders({ kind, ports }: Pick<ParsedOptions, 'kind' | 'ports'>): string[] {
  const own = kind === 'http' ? ['url'] : kind === 'unixSocket' ? ['socket'] : []
  return ['name', 'host', 'port', ...ports.map((port) => `ports.${port}`), ...own, 'tmp', 'worker']
}
