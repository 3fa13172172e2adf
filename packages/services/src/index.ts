/**
 * For configurations, Jest, `useProcess()` and `createExecutor()`: declarations of servers.
 *
 * @module @mirakuru/services
 */

export { ask, dropTo, serve, writeConfig, type Question, type Serving } from './blocks.js'
export { azurite } from './azurite.js'
export { dynamodb } from './dynamodb.js'
export { etcd } from './etcd.js'
export { listServices, type FoundService } from './list-services.js'
export { mail } from './mail.js'
export { mariadb, mysql } from './mariadb/mariadb.js'
export { memcached } from './memcached.js'
export { mosquitto } from './mosquitto.js'
export { nats, type NatsOptions } from './nats.js'
export { nginx, type NginxOptions } from './nginx.js'
export { rabbitmq } from './rabbitmq/rabbitmq.js'
export { redis, valkey } from './redis.js'
export type { ServiceImage } from './image.js'
export type {
  PassedOptions,
  ServiceDeclaration,
  ServiceOptions,
  Source,
  SourceOptions,
  WithReset,
} from './options.js'
export type { ServicePart } from './part.js'
export type { Program, ProgramSearch } from './program.js'
export type { OwnPostgresOptions, PostgresOptions, PostgresSharing } from './postgres/options.js'
export { postgres, type PostgresDeclaration } from './postgres/postgres.js'
export { declareService, type Service, type ServiceContext, type ServiceStart } from './service.js'
