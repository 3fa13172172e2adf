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
export { redis } from './redis.js'
export { declareService, type Service, type ServiceContext, type ServiceStart } from './service.js'
