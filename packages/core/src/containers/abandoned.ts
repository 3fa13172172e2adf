import { isAbandoned, ownerLabel } from '../process/index.js'
import type { Engine } from './engine.js'

/** Something that an engine holds for an owner that is dead. */
export interface Abandoned {
  readonly kind: 'container' | 'network' | 'volume' | 'image'
  readonly name: string
  /** Removes it; returns the reason if it cannot be removed. */
  readonly remove: () => Promise<Error | undefined>
}

/** Milliseconds. */
const patience = 5_000

const kinds = [
  { kind: 'container', list: ['ps', '--all', '--format', '{{.Names}}'], remove: undefined },
  { kind: 'network', list: ['network', 'ls', '--format', '{{.Name}}'], remove: ['network', 'rm'] },
  {
    kind: 'volume',
    list: ['volume', 'ls', '--format', '{{.Name}}'],
    remove: ['volume', 'rm', '-f'],
  },
  {
    kind: 'image',
    list: ['images', '--format', '{{.Repository}}'],
    remove: ['rmi', '--force'],
  },
] as const

/**
 * Finds what dead owners have left at an engine, with containers first: what they use can be removed only after them.
 *
 * @throws {@link ExecutorError} if the engine does not answer
 */
export async function listAbandoned(engine: Engine): Promise<Abandoned[]> {
  const found: Abandoned[] = []
  for (const { kind, list, remove } of kinds) {
    const args = [...list, '--filter', `label=${ownerLabel}`]
    const { code, stdout } = await engine.run(args, { timeout: patience })
    const names = code === 0 ? stdout.split(/\s+/).map(dropRegistry).filter(isAbandoned) : []
    found.push(
      ...names.map((name) => ({
        kind,
        name,
        remove: async () => {
          const removed = await engine.run(
            remove === undefined ? engine.removal(name) : [...remove, name],
          )
          return removed.code === 0 ? undefined : new Error(removed.stderr.trim())
        },
      })),
    )
  }
  return found
}

/** Podman calls an image of this machine `localhost/name`. */
function dropRegistry(name: string): string {
  return name.replace(/^localhost\//, '')
}
