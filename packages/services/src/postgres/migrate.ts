import type { Preparation } from '@mirakuru/core/declaration'
import type { PostgresOptions } from './options.js'

/** Migrations as they are declared. */
export type Migrate = NonNullable<PostgresOptions['migrate']>

/** A command, with the files that it reads. */
export function toPreparation(migrate: Migrate): Preparation {
  return typeof migrate === 'object' && 'command' in migrate ? migrate : { command: migrate }
}
