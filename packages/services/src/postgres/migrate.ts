import { splitCommandLine, type Command, type Preparation } from '@mirakuru/core/declaration'
import { DeclarationError } from '@mirakuru/core/errors'
import type { PostgresOptions } from './options.js'

/** Migrations as they are declared. */
export type Migrate = NonNullable<PostgresOptions['migrate']>

/**
 * The words of its command.
 *
 * @throws DeclarationError if a quote is not closed
 */
export function splitCommand(command: Command): readonly string[] {
  if (typeof command !== 'string') return command
  try {
    return splitCommandLine(command)
  } catch (error) {
    const { message } = error as Error
    throw new DeclarationError('postgres()', [{ path: 'migrate', message }], { cause: error })
  }
}

/** A command, with the files that it reads. */
export function toPreparation(migrate: Migrate): Preparation {
  return typeof migrate === 'object' && 'command' in migrate ? migrate : { command: migrate }
}
