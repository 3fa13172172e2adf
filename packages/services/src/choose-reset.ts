import type { Command } from '@mirakuru/core/declaration'
import { DeclarationError } from '@mirakuru/core/errors'

/**
 * The command of the option `reset`.
 *
 * @param own - the way of the service
 * @throws DeclarationError if `true` is given and the service has none
 */
export function chooseReset(
  service: string,
  wanted: boolean | Command | undefined,
  own: Command | undefined,
): Command | undefined {
  if (typeof wanted !== 'boolean') return wanted
  if (wanted && own === undefined)
    throw new DeclarationError(`${service}()`, [
      { path: 'reset', message: 'it has no way to empty it; give a command, or take scope "test"' },
    ])
  return wanted ? own : undefined
}
