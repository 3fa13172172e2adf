import { suggestName } from '@mirakuru/core/declaration'
import { DeclarationError, type Problem } from '@mirakuru/core/errors'
import { words } from './blocks.js'
import type { ServiceOptions } from './options.js'
import { isRange } from './version.js'

type Check = (value: unknown) => string | undefined

const sources = ['auto', 'path', 'package', 'image', 'url']

/** What a service takes itself; the executor checks the others. */
const own: Readonly<Record<string, Check>> = {
  from: (value) =>
    sources.includes(value as string) ? undefined : `must be one of ${sources.join(', ')}`,
  version: (value) =>
    typeof value === 'string' && isRange(value)
      ? undefined
      : 'must be a semver range, for example ">=7 <8"',
  image: (value) =>
    typeof value === 'string' && value !== '' ? undefined : 'must be the name of an image',
  url: (value) => (typeof value === 'string' ? undefined : 'must be a URL'),
  dedicated: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  args: (value) =>
    Array.isArray(value) && value.every((each) => typeof each === 'string')
      ? undefined
      : 'must be a list of strings',
  config: (value) =>
    typeof value === 'string' || isRecord(value)
      ? undefined
      : 'must be text, or an object of values by key',
}

const passed = [
  ...words('cwd env host keep logFile logLimit name onCrash port prepare reset restartOn'),
  ...words('scope spares startTimeout stopTimeout user'),
]

/** What of a service matters for its options. */
export interface Checked {
  /** Names of the options that only this service has. */
  readonly further: readonly string[]
  readonly hasImage: boolean
  /** Which form of `config` it has. Default: both. */
  readonly config?: 'values' | 'none' | undefined
}

/**
 * Refuses options that do not exist, and values that are no use.
 *
 * @param service - the name of the factory
 * @throws DeclarationError that lists all problems
 */
export function checkOptions(
  service: string,
  options: ServiceOptions,
  { further, hasImage, config }: Checked,
): void {
  const known = [...Object.keys(own), ...passed, ...further]
  const problems = Object.entries(options).flatMap(([path, value]): Problem[] => {
    if (value === undefined) return []
    if (!known.includes(path))
      return [{ path, message: `unknown option; ${suggestName(path, known)}` }]
    const message = own[path]?.(value)
    return message === undefined ? [] : [{ path, message }]
  })
  problems.push(...findUselessConfig(options, config), ...findMisfits(options, hasImage))
  if (problems.length > 0) throw new DeclarationError(`${service}()`, problems)
}

function findUselessConfig({ config }: ServiceOptions, form: Checked['config']): Problem[] {
  if (config === undefined || form === undefined) return []
  if (form === 'none') return [{ path: 'config', message: 'it has none: give "args"' }]
  return typeof config === 'string'
    ? [{ path: 'config', message: 'must be an object of values by key' }]
    : []
}

/** Options of programs, and what to do with an image. */
const ofPrograms = {
  version: 'name its tag in "image"',
  host: 'it is published on the address of its engine',
  port: 'it is published on an allocated port',
}

/** What does not go with an image. */
function findMisfits(options: ServiceOptions, hasImage: boolean): Problem[] {
  const { from, image } = options
  if (from !== 'image' && image === undefined) return []
  const path = image === undefined ? 'from' : 'image'
  if (!hasImage) return [{ path, message: 'it has no image: it is started from a program' }]
  const misfits = Object.entries(ofPrograms)
    .filter(([name]) => Object(options)[name] !== undefined)
    .map(([name, advice]) => ({ path: name, message: `is no use with an image: ${advice}` }))
  if (from !== 'path' && from !== 'package' && from !== 'url') return misfits
  const message = 'is no use with an image: leave one of them out'
  return [{ path: 'from', message }, ...misfits]
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
