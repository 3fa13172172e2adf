// What tests and configurations that use `require` get: one file that depends on nothing but Node.
import type * as declared from './index.js' with { 'resolution-mode': 'import' }

type Services = typeof declared

const services = require('./light/index.cjs') as Services

export type {
  FoundService,
  NatsOptions,
  NginxOptions,
  OwnPostgresOptions,
  PassedOptions,
  PostgresDeclaration,
  PostgresOptions,
  PostgresSharing,
  Program,
  ProgramSearch,
  Question,
  Service,
  ServiceContext,
  ServiceDeclaration,
  ServiceImage,
  ServiceOptions,
  ServicePart,
  ServiceStart,
  Serving,
  Source,
  SourceOptions,
  WithReset,
} from './index.js' with { 'resolution-mode': 'import' }

export const ask: Services['ask'] = services.ask
export const azurite: Services['azurite'] = services.azurite
export const declareService: Services['declareService'] = services.declareService
export const dropTo: Services['dropTo'] = services.dropTo
export const dynamodb: Services['dynamodb'] = services.dynamodb
export const etcd: Services['etcd'] = services.etcd
export const listServices: Services['listServices'] = services.listServices
export const mail: Services['mail'] = services.mail
export const mariadb: Services['mariadb'] = services.mariadb
export const memcached: Services['memcached'] = services.memcached
export const mosquitto: Services['mosquitto'] = services.mosquitto
export const mysql: Services['mysql'] = services.mysql
export const nats: Services['nats'] = services.nats
export const nginx: Services['nginx'] = services.nginx
export const rabbitmq: Services['rabbitmq'] = services.rabbitmq
export const postgres: Services['postgres'] = services.postgres
export const redis: Services['redis'] = services.redis
export const valkey: Services['valkey'] = services.valkey
export const serve: Services['serve'] = services.serve
export const writeConfig: Services['writeConfig'] = services.writeConfig
