import { outputExecutor, type Declaration } from '@mirakuru/core/declaration'
import { declareImage } from '../image.js'
import type { Origin } from '../origin.js'
import type { Migrate } from './migrate.js'
import type { PostgresOptions } from './options.js'
import { pick } from './pick.js'
import { describeServer } from './server.js'

/**
 * Declares a server of PostgreSQL: its program, or its image.
 *
 * @param further - its name, its scope, and what goes with that
 * @param migrate - fills its database; only of a program
 */
export function declareServer(
  origin: Origin,
  options: PostgresOptions,
  further: object,
  migrate?: Migrate,
): Declaration<'container' | 'output'> {
  const own = {
    ...pick(options, ['cwd', 'logFile', 'logLimit', 'startTimeout', 'stopTimeout']),
    ...further,
  }
  if (origin.is === 'image') {
    const given = { ...pick(options, ['args', 'image']), ...own }
    return declareImage({ ...origin, service: 'postgres', options: given, own: [], isWhole: false })
  }
  const { command, options: server } = describeServer(origin.program, options, migrate)
  return outputExecutor(command, { ...server, ...own })
}
