// What tests and configurations that use `require` get: one file that depends on nothing but Node.
type Services = typeof import('./index.js', { with: { 'resolution-mode': 'import' } })

const services = require('./light/index.cjs') as Services

export type {
  OwnPostgresOptions,
  PassedOptions,
  PostgresDeclaration,
  PostgresOptions,
  Program,
  ProgramSearch,
  Service,
  ServiceContext,
  ServiceDeclaration,
  ServiceOptions,
  ServiceStart,
  Source,
  SourceOptions,
} from './index.js' with { 'resolution-mode': 'import' }

export const declareService: Services['declareService'] = services.declareService
export const postgres: Services['postgres'] = services.postgres
export const redis: Services['redis'] = services.redis

// With `automock`, Jest would replace them: see keep-actual.cts of the environment.
Object.defineProperty(exports, Symbol.for('mirakuru.actual'), { value: true })
