import type { ServiceImage } from './image.js'
import type { ServiceOptions } from './options.js'
import { findProgram, isCommand, type Program, type ProgramSearch } from './program.js'

/** Where a server comes from. */
export type Origin =
  | { readonly is: 'program'; readonly program: Program }
  | {
      readonly is: 'image'
      readonly image: ServiceImage
      /** Why no program is started, if one was looked for. */
      readonly insteadOf?: string | undefined
    }

/** The options that decide it. */
export type OriginOptions = Pick<
  ServiceOptions,
  'cwd' | 'from' | 'host' | 'image' | 'port' | 'prepare' | 'reset' | 'version'
>

/**
 * Finds the program of a service, or takes its image: if that is asked for, or if there is no program.
 *
 * @param image - how it is started as a container; without, there is only the program
 */
export function findOrigin(
  search: ProgramSearch,
  options: OriginOptions,
  image: ServiceImage | undefined,
): Origin {
  const { from = 'auto', version, cwd = process.cwd() } = options
  const isAskedFor = from === 'image' || options.image !== undefined
  if (isAskedFor && image !== undefined) return { is: 'image', image }
  const isChosen = from === 'path' || from === 'package'
  const program = findProgram(search, { from: isChosen ? from : 'auto', version, cwd })
  const { unavailable } = program
  if (unavailable === undefined || isChosen || image === undefined || needsProcess(options))
    return { is: 'program', program }
  if (version === undefined && hasEngine()) return { is: 'image', image, insteadOf: unavailable }
  const [repository] = image.image.split(/:[^/]*$/)
  const way =
    version === undefined
      ? `from: 'image', such as ${image.image}`
      : `an "image" of ${repository} in that version`
  const hint = `${unavailable}; or use ${way}, which needs docker or podman`
  return { is: 'program', program: { ...program, unavailable: hint } }
}

/** A container has no address to choose, and commands would run in it. */
function needsProcess({ host, port, prepare, reset = false }: OriginOptions): boolean {
  return typeof reset !== 'boolean' || [host, port, prepare].some((each) => each !== undefined)
}

/** Whether the command of an engine is installed: whether that can start a container, it says itself. */
function hasEngine(): boolean {
  const [named = ''] = (process.env['MIRAKURU_CONTAINER_ENGINE'] ?? '').trim().split(/\s+/)
  return (named === '' ? ['docker', 'podman'] : [named]).some(isCommand)
}
