import { suggestName } from '@mirakuru/core/declaration'
import { DeclarationError, type Problem } from '@mirakuru/core/errors'
import { words } from './blocks.js'
import type { ServiceOptions } from './options.js'
import { isRange } from './version.js'

type Check = (value: unknown) => string | undefined

const sources = ['auto', 'path', 'package', 'image', 'url']
const unsupported = 'containers are not supported yet'

/** What a service takes itself; the executor checks the others. */
const own: Readonly<Record<string, Check>> = {
  from(value) {
    if (value === 'image') return unsupported
    return sources.includes(value as string) ? undefined : `must be one of ${sources.join(', ')}`
  },
  version: (value) =>
    typeof value === 'string' && isRange(value)
      ? undefined
      : 'must be a semver range, for example ">=7 <8"',
  image: () => unsupported,
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

/**
 * Refuses options that do not exist, and values that are no use.
 *
 * @param service - the name of the factory
 * @param further - names of the options that only this service has
 * @throws DeclarationError that lists all problems
 */
export function checkOptions(
  service: string,
  options: ServiceOptions,
  further: readonly string[],
): void {
  const known = [...Object.keys(own), ...passed, ...further]
  const problems = Object.entries(options).flatMap(([path, value]): Problem[] => {
    if (value === undefined) return []
    if (!known.includes(path))
      return [{ path, message: `unknown option; ${suggestName(path, known)}` }]
    const message = own[path]?.(value)
    return message === undefined ? [] : [{ path, message }]
  })
  if (problems.length > 0) throw new DeclarationError(`${service}()`, problems)
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
