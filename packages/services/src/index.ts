/**
 * For configurations, Jest, `useProcess()` and `createExecutor()`: declarations of servers.
 *
 * @module @mirakuru/services
 */

export type {
  PassedOptions,
  ServiceDeclaration,
  ServiceOptions,
  Source,
  SourceOptions,
} from './options.js'
export type { Program, ProgramSearch } from './program.js'
export type { OwnPostgresOptions, PostgresOptions } from './postgres/options.js'
export { postgres, type PostgresDeclaration } from './postgres/postgres.js'
export { redis } from './redis.js'
export { declareService, type Service, type ServiceContext, type ServiceStart } from './service.js'
