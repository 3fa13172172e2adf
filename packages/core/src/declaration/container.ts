import type { ContainerBuild, ContainerFile } from './container-options.js'
import type { ParsedPreparation } from './parsed-preparation.js'

/** What only containers have, checked. */
export interface ParsedContainer {
  readonly image?: string | undefined
  readonly build?: ContainerBuild | undefined
  /** The command line of the engine, if it is declared. */
  readonly engine?: readonly string[] | undefined
  /** The port inside. */
  readonly port?: number | undefined
  /** Further ports inside, by name. */
  readonly ports: Readonly<Record<string, number>>
  readonly entrypoint?: readonly string[] | undefined
  readonly user?: string | undefined
  readonly workdir?: string | undefined
  readonly mounts: readonly string[]
  readonly tmpfs: readonly string[]
  readonly files: Readonly<Record<string, string | ContainerFile>>
  readonly memory?: string | undefined
  readonly cpus?: number | undefined
  readonly platform?: string | undefined
  readonly pull?: string | undefined
  readonly runArgs: readonly string[]
  /** What runs in a container of the image before the first instance. */
  readonly prepare?: ParsedPreparation | undefined
  /** The declared stop signal; without, it is that of the image. */
  readonly stopSignal?: NodeJS.Signals | undefined
  /** Why it is started in place of a program. */
  readonly insteadOf?: string | undefined
}

const names = [
  'image',
  'build',
  'engine',
  'port',
  'ports',
  'entrypoint',
  'user',
  'workdir',
  'mounts',
  'tmpfs',
  'files',
  'memory',
  'cpus',
  'platform',
  'pull',
  'runArgs',
  'prepare',
  'stopSignal',
  'insteadOf',
] as const

/** The options as the schema knows them, some of them split already. */
type Written = Readonly<Record<string, unknown>>

/**
 * Moves what only containers have into an object of its own: `port`, `user` and `prepare` mean something else for
 * processes.
 *
 * @throws SyntaxError when there is neither an image nor something to build
 */
export function gatherContainer(options: Written): Written {
  const container: Record<string, unknown> = {}
  const rest = { ...options }
  for (const name of names) {
    if (rest[name] !== undefined) container[name] = rest[name]
    delete rest[name]
  }
  const { image, build } = container as { image?: string; build?: ContainerBuild }
  if ((image === undefined) === (build === undefined))
    throw new SyntaxError(
      image === undefined
        ? 'is missing: name an image, or set "build"'
        : 'cannot be set together with "build"',
    )
  const { stopSignal = 'SIGTERM' } = container
  const args = [image ?? `build of ${build?.context}`, ...(rest['args'] as readonly string[])]
  const ports = Object.keys(Object(container['ports']) as object)
  return { ...rest, args, ports, stopSignal, container }
}

/** The default name of a container: that of its image, without registry, tag and digest. */
export function nameImage(image: string | undefined): string {
  const name = /([^/:@]+)(?::[^/@]*)?(?:@.*)?$/.exec(image ?? '')?.[1]
  return name ?? 'container'
}
